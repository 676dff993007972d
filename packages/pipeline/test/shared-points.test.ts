/** Two organizations of one credential, each read by a process of its own, as two servers would: they share its points. */
import { join } from 'node:path'
import { generateDataset } from '@upflow/github-emulator'
import { startProcess } from '@upflow/tooling/test-process'
import { expect, it } from 'vitest'
import type { Line } from './backfill-child.ts'
import { createAcme, dump, newDataDir, newEmulator, open, token } from './support.ts'

const child = join(import.meta.dirname, 'backfill-child.ts')

it('two processes leave a fifth of them to crawls together, and little more', async () => {
  const pointsPerHour = 300
  const data = generateDataset({ repositories: 4, pullRequests: 1_500, seed: 1, isLazy: true })
  const emulator = await newEmulator(data, { pointsPerHour })
  const folders: string[] = []
  for (const _ of [1, 2]) {
    const dataDir = newDataDir()
    const pipeline = await open(dataDir, {}, 0)
    await createAcme(pipeline, emulator)
    await pipeline.close()
    folders.push(dataDir)
  }
  const remaining = async () => {
    const response = await fetch(`${emulator.url}/rate_limit`, {
      headers: { authorization: `bearer ${token}` },
    })
    const { resources } = (await response.json()) as { resources: { graphql: { remaining: number } } }
    return resources.graphql.remaining
  }
  const before = await remaining()
  expect(before).toBeGreaterThan(250)
  const children = folders.map((dataDir) => startProcess<Line>(child, [dataDir]))
  for (const one of children) await one.says(({ kind }) => kind === 'ready')
  for (const one of children) one.tell('begin')
  for (const one of children)
    expect(await one.says(({ kind }) => kind !== 'ready')).toEqual({
      kind: 'waits',
      code: 'github/rate-limited',
    })
  const left = await remaining()
  expect(left).toBeGreaterThanOrEqual(pointsPerHour * 0.2)
  expect(left).toBeLessThan(pointsPerHour * 0.35)
  for (const dataDir of folders) expect(dump(dataDir).raw_pull_requests!.length).toBeGreaterThan(100)
})
