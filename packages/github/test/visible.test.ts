/** What a token sees, page by page, over real HTTP. */
import { loadSample } from '@upflow/github-emulator'
import { toRepositoryId } from '@upflow/model'
import { expect, it } from 'vitest'
import { start } from './support.ts'

it('lists each repository once, with what an estimate needs, and what is left of the points', async () => {
  const data = loadSample(['bitcoin-core'])
  const [one] = data.repositories
  for (let count = 0; count < 120; count++)
    data.repositories.push({ ...one!, id: `R_${count}`, name: `copy-${count}`, pullRequests: [], tags: [] })
  data.repositories.push({ ...one!, id: 'R_hidden', name: 'hidden', isVisible: false })
  const { client, emulator } = await start(data)
  const names: string[] = []
  let cursor: string | null = null
  do {
    const page: Awaited<ReturnType<typeof client.visible>> = await client.visible(cursor)
    expect(page).toMatchObject({ login: 'dev', total: data.repositories.length - 1 })
    expect(page.points!.remaining).toBeLessThan(page.points!.limit)
    names.push(...page.repositories.map(({ name }) => name))
    cursor = page.nextCursor
  } while (cursor !== null)
  expect(names.sort()).toEqual(
    data.repositories
      .filter(({ isVisible }) => isVisible)
      .map(({ name }) => name)
      .sort(),
  )
  expect(emulator.journal).toHaveLength(2)
  const totals = await client.totals([
    toRepositoryId(one!.id),
    toRepositoryId('R_0'),
    toRepositoryId('R_hidden'),
  ])
  expect([...totals]).toEqual([
    [one!.id, one!.pullRequests.length],
    ['R_0', 0],
  ])
})
