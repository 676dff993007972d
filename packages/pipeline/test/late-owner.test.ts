/**
 * Two owners of one step, as when a process is stopped for longer than its lease and goes on: what the late one was given
 * before changes nothing of what the other, and those after it, have read since.
 */
import { expect, it } from 'vitest'
import type { Pipeline } from '../src/index.ts'
import { listRepositories } from '../src/repositories.ts'
import type { SyncPass } from '../src/sync/sync-pass.ts'
import { acme, createAcme, dump, newDataDir, newEmulator, open, small, until } from './support.ts'

const backfill: SyncPass = { kind: 'backfill', files: false, missing: false, since: null }
const crawl: SyncPass = { kind: 'crawl', run: null }
const isPage = ({ operation }: { readonly operation: string | null }) => operation === 'PullRequests'

/** What the step of a run does, in the process of that pipeline. */
async function sync({ credentials, files, tenants }: Pipeline, pass: SyncPass, run: string) {
  const tenant = await tenants.open(acme)
  const [repository] = await listRepositories(tenant)
  const access = await credentials.accessOf(tenant)
  const token = `${run}:sync:${repository!.id}`
  return files.call(tenant, 'sync', { pass, repository: repository!, access, token })
}

it.each([
  ['its first page of a backfill', 'its pass has ended', backfill, 1],
  ['its second page of a backfill', 'its pass has ended', backfill, 2],
  ['its first page of a crawl', 'its pass has ended', crawl, 1],
  ['its second page of a crawl', 'its pass has ended', crawl, 2],
  ['its first page of a backfill', 'another has ended, too', backfill, 1],
  ['its second page of a backfill', 'another has ended, too', backfill, 2],
] as const)('%s, when %s', async (_, since, pass, held) => {
  const data = small(60)
  data.repositories.length = 1
  const emulator = await newEmulator(data)
  const dataDir = newDataDir()
  const [late, next] = [await open(dataDir, {}, 0), await open(dataDir, {}, 0)]
  await createAcme(late, emulator)
  let goOn = () => {}
  const isOver = new Promise<void>((resolve) => {
    goOn = resolve
  })
  let asked = 0
  emulator.faults.push({
    when: (request) => isPage(request) && ++asked === held,
    respond: { kind: 'hold', until: isOver },
  })
  const stopped = sync(late, pass, 'run_1')
  await until(() => asked >= held)
  await sync(next, pass, 'run_1')
  // The newest, and one of the second page, are gone since.
  const { pullRequests } = emulator.data.repositories[0]!
  const newest = [...pullRequests].sort((one, other) => (one.createdAt < other.createdAt ? 1 : -1))
  const gone = [newest[0]!, newest[30]!]
  for (const one of gone) pullRequests.splice(pullRequests.indexOf(one), 1)
  if (since === 'another has ended, too') await sync(next, backfill, 'run_2')

  const { sqlite } = await next.tenants.openToRead(acme)
  const all = () => ({
    ...dump(dataDir),
    places: sqlite.prepare("SELECT * FROM sync_state WHERE phase <> 'threads'").all(),
    seen: sqlite.prepare('SELECT * FROM seen_pull_requests').all(),
    tokens: sqlite.prepare('SELECT token FROM applied_tokens').all(),
  })
  const before = all()
  // The emulator answers only now: as it would have, when it was asked.
  pullRequests.push(...gone)
  goOn()
  await stopped.catch(() => {})
  expect(all()).toEqual(before)
})
