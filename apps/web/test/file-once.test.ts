/** A file that was made for one download is gone after it, however far that came. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { fileOnce } from '../src/api/file-once.ts'

it.each([
  ['taken whole', Number.POSITIVE_INFINITY],
  ['left in the middle', 1],
  ['never begun', 0],
])('%s', async (_, most) => {
  const folder = mkdtempSync(join(tmpdir(), 'upflow-once-'))
  writeFileSync(join(folder, 'data'), 'x'.repeat(1_000_000))
  let cleared = 0
  const pieces = fileOnce(join(folder, 'data'), async () => {
    cleared++
    rmSync(folder, { recursive: true })
  })
  let bytes = 0
  for (let taken = 0; taken < most; taken++) {
    const { done, value } = await pieces.next()
    if (done) break
    bytes += value.length
  }
  await pieces.return!()
  expect([existsSync(folder), cleared]).toEqual([false, 1])
  if (most === Number.POSITIVE_INFINITY) expect(bytes).toBe(1_000_000)
})
