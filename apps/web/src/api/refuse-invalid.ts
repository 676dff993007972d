/** What was asked wrongly, each by its name: nothing is dropped or guessed. */
import type { Hook } from '@hono/zod-openapi'
import type { Env } from 'hono'
import { WebError } from '../web-error.ts'
import { type Issue, issueWords } from './issue-words.ts'

const shown = { characters: 100, problems: 10 }
const short = (text: string) =>
  text.length > shown.characters ? `${text.slice(0, shown.characters)}…` : text

export const refuseInvalid: Hook<unknown, Env, string, unknown> = (result, context) => {
  if (result.success) return
  const issues = result.error.issues as unknown as readonly Issue[]
  const given = { ...context.req.queries(), ...context.req.param() } as Record<string, unknown>
  const isBody = result.target === 'json'
  const problems = issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys')
      return (issue.keys ?? []).map((key) => {
        const name = [...(isBody ? issue.path.map(String) : []), key].join('.')
        return { name, text: `'${short(name)}' is not known here` }
      })
    // What is in a body may be a secret: it is named, and not shown.
    if (isBody) {
      const name = issue.path.map(String).join('.') || 'the body'
      return [{ name, text: `'${name}' ${issueWords(issue)}` }]
    }
    const name = String(issue.path[0] ?? '')
    const value = [given[name]].flat()
    // What contradicts another, or is missing, says itself what is wrong.
    const words = issueWords(issue)
    const isShown = words.startsWith('takes')
    const wrong = typeof issue.path[1] === 'number' ? value[issue.path[1]] : value.join(', ')
    return [
      {
        name,
        text: `'${name}' ${words}${!isShown || wrong === undefined || wrong === '' ? '' : `, not '${short(String(wrong))}'`}`,
      },
    ]
  })
  const texts = problems.slice(0, shown.problems).map(({ text }) => text)
  const more = problems.length - texts.length
  if (more > 0) texts.push(`and ${more} more`)
  throw new WebError('web/bad-request', `${texts.join('; ')}.`, {
    parameters: short(problems.map(({ name }) => name).join(',')),
  })
}
