/** A version of the data is kept while reading it takes long, and never for longer than it may be. */
import type { OrganizationId } from '@upflow/model'
import { expect, it } from 'vitest'
import { createHeldVersions } from '../src/held-versions.ts'
import { acme } from './support.ts'

function setup() {
  let [nowMs, commits, file] = [1_000_000, 0, 'a']
  const latest = () => `${file}.${commits}`
  const versions = createHeldVersions(
    { of: async () => ({ path: 'p', file, version: latest(), order: commits }), close() {} },
    { mostMs: 10_000 },
    () => nowMs,
  )
  return {
    versions,
    latest,
    of: async (organizationId: OrganizationId = acme) => (await versions.of(organizationId)).version,
    commit() {
      commits++
    },
    pass(ms: number) {
      nowMs += ms
      return nowMs
    },
    replace() {
      file += 'a'
    },
  }
}

it('is the latest where answers are quick', async () => {
  const { commit, latest, of, versions } = setup()
  await of()
  versions.note(acme, 500)
  commit()
  expect(await of()).toBe(latest())
})

it('is kept for some times what its answers took beyond that, and for no longer than it may be', async () => {
  for (const [tookMs, keptMs] of [
    [600, 400],
    [1_500, 4_000],
    [60_000, 10_000],
  ] as const) {
    const { commit, latest, of, pass, versions } = setup()
    const kept = await of()
    versions.note(acme, tookMs)
    commit()
    pass(keptMs - 1)
    expect(await of()).toBe(kept)
    commit()
    pass(1)
    expect(await of()).toBe(latest())
  }
})

it('is kept at once when those before took long, and less and less while nobody asks', async () => {
  const { commit, latest, of, pass, versions } = setup()
  await of()
  versions.note(acme, 3_000)
  const kept: boolean[] = []
  for (let time = 0; time < 4; time++) {
    pass(10_000)
    commit()
    const looked = await of()
    commit()
    pass(500)
    kept.push((await of()) === looked)
  }
  // 3,000 is halved each time: 4 times what it is above 500 is less than 500 with the third.
  expect(kept).toEqual([true, true, false, false])
  expect(await of()).toBe(latest())
})

it('is never older than it may be, however long ago somebody asked', async () => {
  const { commit, latest, of, pass, versions } = setup()
  await of()
  versions.note(acme, 60_000)
  commit()
  pass(3_600_000)
  expect(await of()).toBe(latest())
})

it('many answers that are quick, one now and then for hours, keep none', async () => {
  const { commit, latest, of, pass, versions } = setup()
  await of()
  for (let time = 0; time < 6_000; time++) {
    versions.note(acme, 5)
    pass(1_000)
  }
  commit()
  expect(await of()).toBe(latest())
  commit()
  expect(await of()).toBe(latest())
})

it('is kept again after what was told by a clock that is ahead', async () => {
  const { commit, of, pass, versions } = setup()
  versions.noneUntil(acme, pass(0) + 60_000)
  pass(1)
  const kept = await of()
  versions.note(acme, 60_000)
  commit()
  expect(await of()).toBe(kept)
})

it('what answers of another organization take keeps none', async () => {
  const { commit, latest, of, versions } = setup()
  const beta = 'beta' as OrganizationId
  await Promise.all([of(), of(beta)])
  versions.note(beta, 60_000)
  commit()
  expect(await of()).toBe(latest())
  expect(await of(beta)).not.toBe(latest())
})

it('is not kept for whoever knows of something later, nor over another file, nor by a clock that is set back', async () => {
  for (const end of ['none until', 'file', 'clock'] as const) {
    const { commit, latest, of, pass, replace, versions } = setup()
    const kept = await of()
    versions.note(acme, 60_000)
    commit()
    versions.noneUntil(acme, pass(0) - 1)
    versions.noneUntil('beta' as OrganizationId, pass(0))
    expect(await of()).toBe(kept)
    if (end === 'none until') versions.noneUntil(acme, pass(0) + 60_000)
    else if (end === 'file') replace()
    else pass(-1)
    expect(await of(), end).toBe(latest())
  }
})
