/** The package as another app gets it: packed, installed into an empty project outside the workspace, run there. */
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { type Elsewhere, installElsewhere } from '@upflow/tooling/install-elsewhere'
import { afterAll, expect, it } from 'vitest'

let elsewhere: Elsewhere
afterAll(() => elsewhere?.close())

it('installs by itself, and a run that one process leaves goes on in the next', () => {
  // The driver's own script fetches a binary: the one that is here is the same.
  elsewhere = installElsewhere(join(import.meta.dirname, '..'), ['--ignore-scripts'])
  const { folder, run } = elsewhere
  const driver = 'build/Release/better_sqlite3.node'
  const here = dirname(createRequire(import.meta.url).resolve('better-sqlite3/package.json'))
  const there = join(folder, 'node_modules/better-sqlite3', driver)
  mkdirSync(dirname(there), { recursive: true })
  copyFileSync(join(here, driver), there)

  writeFileSync(
    join(folder, 'main.js'),
    `import { defineJob, openEngine, sqliteStore } from '@upflow/jobs'
     const any = { '~standard': { version: 1, vendor: 'elsewhere', validate: (value) => ({ value }) } }
     const [what] = process.argv.slice(2)
     const work = defineJob({
       name: 'work', version: 1, input: any, output: any,
       run: async (step, input) => {
         const first = await step.run('first', () => input + ' first')
         return step.run('second', () => what === 'end' ? first + ' second' : process.exit(3))
       },
     })
     const engine = await openEngine({ store: sqliteStore({ path: 'jobs.db' }), jobs: { work } })
     if (what === 'begin') await engine.jobs.work.triggerAndWait('it')
     const [run] = await engine.runs.list()
     const { status, output } = await engine.runs.wait(run.id)
     const steps = (await engine.runs.steps(run.id)).map(({ key, attempts }) => key + ' ' + attempts)
     console.log(JSON.stringify({ status, output, steps }))
     await engine.stop()`,
  )
  expect(() => run('node', 'main.js', 'begin')).toThrow(/status 3|Command failed/)
  expect(JSON.parse(run('node', 'main.js', 'end'))).toEqual({
    status: 'succeeded',
    output: 'it first second',
    steps: ['first 1', 'second 1'],
  })

  // Its declarations stand alone too.
  writeFileSync(
    join(folder, 'types.ts'),
    `import { type Engine, type Job, openEngine, sqliteStore } from '@upflow/jobs'
     declare const work: Job<{ name: string }, number>
     export const open = (): Promise<Engine<{ work: typeof work }>> =>
       openEngine({ store: sqliteStore({ path: 'jobs.db' }), jobs: { work } })
     export async function call(engine: Engine<{ work: typeof work }>): Promise<number> {
       // @ts-expect-error an input that does not fit
       await engine.jobs.work.trigger({ name: 1 })
       return (await engine.jobs.work.triggerAndWait({ name: 'Ann' })).output
     }`,
  )
  const tsc = join(import.meta.dirname, '../node_modules/typescript/bin/tsc')
  const strict = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2023']
  run('node', tsc, ...strict, '--lib', 'es2023,dom', 'types.ts')
})
