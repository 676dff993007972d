/** Views from the command line: kept, listed and removed, and what is typed wrong is said. */
import { expect, it } from 'vitest'
import { newFolder, ok, upflow } from './support.ts'

it('keeps what nobody who signed in keeps, and refuses what it cannot mean', async () => {
  const dataDir = newFolder()
  await ok(upflow(dataDir, ['org', 'create', 'acme']))
  const say = async (...args: string[]) => (await ok(upflow(dataDir, ['views', ...args]))).stdout
  expect(await say('list', 'acme')).toBe('')
  await say('save', 'acme', 'Slow', 'pulls?sort=total&base=a?b')
  expect(await say('list', 'acme')).toMatch(/^view_\S+ {2}pulls\?sort=total&base=a\?b {2}Slow\n$/)
  await say('save', 'acme', 'Slow', 'overview')
  const listed = await say('list', 'acme')
  expect(listed).toMatch(/^view_\S+ {2}overview {2}Slow\n$/)
  await say('remove', 'acme', listed.split(' ')[0]!)
  expect(await say('list', 'acme')).toBe('')
  for (const [args, code, message] of [
    [['list'], 2, /views list needs an organization/i],
    [['list', 'acme', 'Slow'], 2, /views list takes an organization/i],
    [['save', 'acme', 'Slow'], 2, /views save takes an organization, a name, and a page/i],
    [['save', 'acme', 'Slow', 'settings?a=b'], 2, /a page is overview, now, .* not 'settings'/i],
    [['save', 'acme', ' ', 'pulls'], 1, /'name' takes a name/],
    [['remove', 'acme', 'view_0'], 1, /no such view/i],
    [['list', 'acme', '--person', 'nobody@example.com'], 1, /nobody@example\.com/],
  ] as const) {
    const { code: ended, stderr } = await upflow(dataDir, ['views', ...args])
    expect([ended, stderr]).toEqual([code, expect.stringMatching(message)])
  }
})
