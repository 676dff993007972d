/**
 * Two workers and a database on three hosts. The one that executes loses its link to the database in the midst of a
 * backfill, and has it again once the other goes on; GitHub it reaches all the while. Where this user may not make
 * network namespaces (root, `ip netns`), it is skipped.
 */
import { canMakeNetworks, makeNetwork } from '@upflow/tooling/namespaces'
import { startPostgres } from '@upflow/tooling/postgres'
import { openWayOut } from '@upflow/tooling/way-out'
import { afterAll, describe, expect, it } from 'vitest'
import { dump, newAcme, ok, until, upflow } from './support.ts'
import {
  ask,
  askers,
  atEnd,
  beginBackfill,
  dumpOf,
  newGitHub,
  newUntimedAcme,
  rounds,
  servingIn,
  startWorker,
  workerTokens,
} from './workers.ts'

const isPossible = canMakeNetworks()
const network = isPossible ? makeNetwork(workerTokens.length) : null
const postgres = network && (await startPostgres({ host: network.address, prefix: network.enter(0) }))
afterAll(async () => {
  await postgres?.stop()
  network?.remove()
})

interface Claim {
  readonly owner: string
  readonly generation: number
}

describe.skipIf(!postgres)('workers on hosts of their own', () => {
  it.each(rounds)(
    'of whom one is cut off after $pages pages lose no run, and none is executed by two',
    { timeout: 600_000 },
    async ({ pages }) => {
      const { enter, cut, heal } = network!
      const emulator = await newGitHub()
      const alone = await newAcme(emulator)
      await ok(upflow(alone, ['backfill', 'acme']))
      const there = await postgres!.cloneDatabase()
      const url = postgres!.toSocketUrl(there)
      const common = { UPFLOW_SECRET: 'a secret of some length', UPFLOW_GITHUB_API_URL: emulator.url }
      const env = { ...common, UPFLOW_DATABASE_URL: url }
      const dataDir = await newUntimedAcme(emulator, env)
      const wayOut = await openWayOut(emulator.url)
      atEnd(wayOut.close)
      const workers = await Promise.all(
        workerTokens.map(async (UPFLOW_GITHUB_TOKEN, index) => {
          await wayOut.openFrom(enter(index + 1))
          const own = { ...common, UPFLOW_DATABASE_URL: there, UPFLOW_GITHUB_TOKEN }
          return startWorker(own, { enter: enter(index + 1) })
        }),
      )
      await until(async () => (await servingIn(url)).length === 2)
      const midst = await beginBackfill(emulator, { dataDir, env, url, pages })
      const { index } = midst
      const other = `worker-${1 - index}`
      cut(index + 1)
      atEnd(() => heal(index + 1))
      // It gets the page that it asked for, and cannot commit it.
      midst.goOn()
      await until(() => askers(emulator).includes(other))
      const since = askers(emulator).indexOf(other)
      await until(() => askers(emulator).length > since + 1 || midst.following.process.exitCode !== null)
      heal(index + 1)

      const { stdout, stderr } = await ok(midst.following.ended)
      expect(JSON.parse(stdout)).toMatchObject({ run: { status: 'succeeded' } })
      expect(stderr).not.toContain('No worker serves')
      expect(midst.askedAgain()).toEqual([])
      expect(new Set(askers(emulator).slice(since))).toEqual(new Set([other]))
      const claims = await ask<Claim>(
        url,
        `SELECT body::json ->> 'owner' AS owner, (body::json ->> 'generation')::int AS generation
         FROM upflow_jobs.events WHERE body LIKE '%"run.claimed"%'
           AND run_id = (SELECT id FROM upflow_jobs.runs WHERE job = 'backfill') ORDER BY seq`,
      )
      expect([
        claims.map(({ generation }) => generation),
        new Set(claims.map(({ owner }) => owner)).size,
      ]).toEqual([[1, 2], 2])
      expect(await dumpOf(dataDir, env)).toEqual(dump(alone))
      // Alone again, it serves what comes.
      workers[1 - index]!.process.kill('SIGTERM')
      expect(await workers[1 - index]!.ended).toMatchObject({ code: 0 })
      await until(async () => (await servingIn(url)).length === 1)
      const again = await ok(upflow(dataDir, ['recalculate', 'acme', '--everything'], { env }))
      expect(again.stderr).not.toContain('No worker serves')
    },
  )
})
