/** A folder takes the place of another, and nobody is left without one while bytes go to the disk. */
import { execFileSync } from 'node:child_process'
import {
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { swapFolders } from '../src/backup/swap-folders.ts'
import { newFolder, until } from './support.ts'

function newFolders() {
  const folder = newFolder()
  const all = { draft: join(folder, 'draft'), target: join(folder, 'target'), movedTo: join(folder, 'moved') }
  for (const path of [all.draft, all.target]) {
    mkdirSync(path)
    writeFileSync(join(path, 'name'), path)
  }
  return all
}
const nameIn = (folder: string) => readFileSync(join(folder, 'name'), 'utf8')

it('what was there has its name until all of the new is on the disk', async () => {
  const { draft, target, movedTo } = newFolders()
  // Whoever opens it waits until somebody opens its other end: so the disk takes as long as the test wants.
  const slow = join(draft, 'slow')
  execFileSync('mkfifo', [slow])
  const swapping = swapFolders({ draft, target, movedTo })
  await until(() => {
    try {
      closeSync(openSync(slow, constants.O_WRONLY | constants.O_NONBLOCK))
      return true
    } catch {
      return false
    }
  })
  expect(existsSync(target)).toBe(true)
  expect(nameIn(target)).toBe(target)
  await swapping
  expect([nameIn(target), nameIn(movedTo)]).toEqual([draft, target])
})

it('what fails leaves what was there in its place', async () => {
  const { draft, target, movedTo } = newFolders()
  const rename = (from: string, to: string) => {
    if (from === draft) throw Object.assign(new Error('full'), { code: 'ENOSPC' })
    renameSync(from, to)
  }
  await expect(swapFolders({ draft, target, movedTo, rename })).rejects.toMatchObject({
    code: 'exports/unusable-target',
  })
  expect(nameIn(target)).toBe(target)
})

it('where somebody else took the name between the renames, it says where what was there is', async () => {
  const { draft, target, movedTo } = newFolders()
  const rename = (from: string, to: string) => {
    renameSync(from, to)
    if (from !== target) return
    mkdirSync(target)
    writeFileSync(join(target, 'name'), 'new')
  }
  await expect(swapFolders({ draft, target, movedTo, rename })).rejects.toMatchObject({
    code: 'exports/data-moved',
    facts: { path: target, movedTo },
    message: expect.stringContaining(movedTo),
  })
  expect([nameIn(target), nameIn(movedTo)]).toEqual(['new', target])
})
