/** Redaction changes strings and nothing else, whatever the secret looks like. */
import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { encodeJson, redactJson } from '../src/json-text.ts'
import { job, newFile, open } from './support.ts'

const value = {
  e: [1, 12.5, true, null, 'e', '{"e":1}', ''],
  'a "quoted" name': { deep: { 1: 'one', true: 'yes', null: [] } },
  backslash: '\\u0065 \\ "',
}
/** What is not a string, and how many names there are where. */
const shapeOf = (json: unknown): unknown =>
  typeof json === 'string'
    ? 'a string'
    : Array.isArray(json)
      ? json.map(shapeOf)
      : typeof json === 'object' && json !== null
        ? Object.values(json).map(shapeOf)
        : json

it.each(['e', '1', '"', '{', '}', ':', ',', '\\', 'true', 'null', '[]', ' ', '":', 'u0065', '2.5'])(
  'a secret %j leaves numbers and structure as they are',
  (secret) => {
    const redact = (text: string) => text.replaceAll(secret, '*')
    const text = encodeJson(value, 'it', { maxBytes: 10_000, redact })
    const redacted = JSON.parse(text)
    expect(redacted).toEqual(redactJson(value, redact))
    expect(shapeOf(redacted)).toEqual(shapeOf(value))
    const strings: string[] = []
    JSON.stringify(redacted, (name, item) => {
      strings.push(name)
      if (typeof item === 'string') strings.push(item)
      return item
    })
    // Names of a list are its positions.
    expect(strings.filter((one) => one.includes(secret) && !/^\d$/.test(one))).toEqual([])
  },
)

it('a run goes on whose secret is a letter, a digit or a mark of JSON, and the secret is in none of its texts', async () => {
  for (const secret of ['e', '1', '"', '{', ':']) {
    const path = newFile()
    const engine = await open(
      path,
      {
        work: job(async (step, input) => {
          step.log.info(`see ${secret}`, { [secret]: secret, count: 11 })
          step.progress({ current: 1, total: 11, message: `at ${secret}` })
          const settled = await step.settle(
            'fails',
            () => {
              throw Object.assign(new Error(`no ${secret}`), {
                code: 'test/never',
                facts: { count: 11, secret },
                retryable: false,
              })
            },
            { retry: { attempts: 1 } },
          )
          return { input, settled, count: await step.run('count', () => 11) }
        }),
      },
      { redact: (text) => text.replaceAll(secret, '*') },
    )
    const { runId, output } = await engine.jobs.work.triggerAndWait({ count: 11, text: `a ${secret}` })
    const values = Object.values(output as Record<string, unknown>)
    expect(values).toContainEqual(11)
    const events = await engine.runs.events(runId)
    expect(events.find(({ type }) => type === 'progress')).toMatchObject({
      progress: { current: 1, total: 11, message: 'at *' },
    })
    expect(events.find(({ type }) => type === 'step.failed')).toMatchObject({
      error: { code: 'test/never', message: 'no *' },
    })
    const file = new Database(path, { readonly: true })
    expect(
      file
        .prepare(`SELECT count(*) FROM steps WHERE error IS NOT NULL AND NOT json_valid(error)`)
        .pluck()
        .get(),
    ).toBe(0)
    file.close()
  }
})
