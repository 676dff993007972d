/** What a benchmark starts ends with it, however it ends. */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { withProcesses } from '../src/bench-process.ts'

const folder = join(import.meta.dirname, '../.vitest/bench')
const module = pathToFileURL(join(folder, 'echo.ts'))

beforeEach(() => {
  mkdirSync(folder, { recursive: true })
  writeFileSync(
    join(folder, 'echo.ts'),
    `const input: { word: string } = JSON.parse(process.argv[2]!)
     process.send!({ word: input.word, pid: process.pid, env: process.env.UPFLOW_TEST })
     process.on('message', (message) => (message as { end?: true }).end ? process.exit(3) : process.send!(message))`,
  )
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

it('runs TypeScript as plain Node, talks to it, and ends it when the work fails', async () => {
  let pid = 0
  let made = ''
  const work = withProcesses(async (processes) => {
    made = processes.folder
    expect(existsSync(made)).toBe(true)
    const child = await processes.start(module, { word: 'hello' }, { env: { UPFLOW_TEST: 'yes' } })
    const first = await child.next<{ word: string; pid: number; env: string }>()
    expect(first).toMatchObject({ word: 'hello', env: 'yes' })
    pid = first.pid
    child.send({ again: 1 })
    expect(await child.next()).toEqual({ again: 1 })
    expect(isAlive(pid)).toBe(true)
    throw new Error('the work failed')
  })
  await expect(work).rejects.toThrow('the work failed')
  expect(isAlive(pid)).toBe(false)
  expect(existsSync(made)).toBe(false)
})

it('says so when a process ends without an answer', async () => {
  const work = withProcesses(async (processes) => {
    const child = await processes.start(module, { word: 'hello' })
    await child.next()
    child.send({ end: true })
    await child.next()
  })
  await expect(work).rejects.toThrow('echo.ts ended (3) without an answer')
})
