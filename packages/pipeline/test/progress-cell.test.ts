/** A reader beside a writing thread: never half of one report and half of the next. */
import { readFileSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import ts from 'typescript'
import { expect, it } from 'vitest'
import { createProgressCell, readerOf, writerOf } from '../src/threads/progress-cell.ts'

/** As JavaScript: a plain thread knows no other. */
const module = `data:text/javascript,${encodeURIComponent(
  ts.transpileModule(readFileSync(new URL('../src/threads/progress-cell.ts', import.meta.url), 'utf8'), {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
  }).outputText,
)}`
const writing = `
  const { workerData } = require('node:worker_threads')
  const { cell, module, reports } = workerData
  import(module).then(({ writerOf }) => {
    const write = writerOf(cell)
    for (let at = 1; at <= reports; at++) write({ current: at, total: 2 * at })
  })`

it('gives what was written last, once', () => {
  const cell = createProgressCell()
  const [write, read] = [writerOf(cell), readerOf(cell)]
  expect(read()).toBeNull()
  write({ current: 0, total: null })
  write({ current: 3, total: 9 })
  expect(read()).toEqual({ current: 3, total: 9 })
  expect(read()).toBeNull()
  write({ current: 3, total: 9 })
  expect(read()).toEqual({ current: 3, total: 9 })
})

it('is never read while it is half written', async () => {
  const cell = createProgressCell()
  const reports = 2_000_000
  const worker = new Worker(writing, { eval: true, workerData: { cell, module, reports } })
  const ended = new Promise<void>((resolve, reject) =>
    worker.once('exit', () => resolve()).once('error', reject),
  )
  const read = readerOf(cell)
  let last = 0
  let torn = 0
  let goesOn = true
  void ended.finally(() => {
    goesOn = false
  })
  while (goesOn) {
    for (let look = 0; look < 10_000; look++) {
      const reached = read()
      if (!reached) continue
      if (reached.total !== 2 * reached.current || reached.current < last) torn++
      last = reached.current
    }
    await new Promise((resolve) => setImmediate(resolve))
  }
  await ended
  expect(torn).toBe(0)
  expect(read()?.current ?? last).toBe(reports)
})
