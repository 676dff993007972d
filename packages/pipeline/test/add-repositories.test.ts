/** Adding many repositories: what is added stays added and is told, whatever becomes of the others. */
import { expect, it } from 'vitest'
import { addRepositories, fullName } from '../src/index.ts'
import { acme, setup } from './support.ts'

it('a token that is refused half-way is said of the rest, beside those that were added', async () => {
  const { emulator, pipeline } = await setup()
  const names = (await pipeline.organizations.repositories(acme)).map(fullName)
  const isOfSecond = ({ variables }: { variables: Record<string, unknown> }) =>
    JSON.stringify(variables).includes(names[1]!.split('/')[1]!)
  const respond = { kind: 'status', status: 401 } as const
  emulator.faults.push({ times: Number.POSITIVE_INFINITY, when: isOfSecond, respond })
  const { added, refused } = await addRepositories(pipeline, acme, {
    names: [...names, 'acme/app'],
    by: 'ann',
  })
  expect(added.map(fullName)).toEqual([names[0]])
  expect(refused).toMatchObject([
    { name: names[1], code: 'github/authentication-failed' },
    { name: 'acme/app', code: 'github/authentication-failed' },
  ])
  // They are read by themselves from now on.
  expect((await pipeline.engine.schedules.list()).map(({ name }) => name)).toContain('crawl:acme')
  // Where none is added, nothing is: it is said as what it is.
  await expect(addRepositories(pipeline, acme, { names: [names[1]!], by: 'ann' })).rejects.toMatchObject({
    code: 'github/authentication-failed',
  })
  const left = AbortSignal.abort()
  const nothing = { added: [], refused: [] }
  expect(await addRepositories(pipeline, acme, { names, by: 'ann', signal: left })).toEqual(nothing)
})
