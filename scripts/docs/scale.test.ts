/** The commands of docs/scale.md, as written there: from an empty PostgreSQL and two workers to a report and a page. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, it } from 'vitest'
import { loadSample, startEmulator } from '../../packages/github-emulator/src/index.ts'
import { startPostgres } from '../../packages/tooling/src/postgres.ts'
import { root } from './generate.ts'

const postgres = await startPostgres()
const folder = mkdtempSync(join(tmpdir(), 'upflow-scale-'))
const running = new Set<ChildProcess>()
afterAll(async () => {
  // pnpm starts others: all of a group end.
  for (const { pid } of running) process.kill(-pid!, 'SIGKILL')
  await postgres?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const [setUp, onWorkers, onWeb, anywhere, whose] = [
  ...readFileSync(join(root, 'docs/scale.md'), 'utf8').matchAll(/```sh\n([\s\S]*?)```/g),
].map(([, commands]) => commands!)

/** Another machine: a folder of its own, and nothing in it but the programs and a token. */
function newMachine(name: string, env: Readonly<Record<string, string>>) {
  const place = join(folder, name)
  mkdirSync(place)
  writeFileSync(join(place, 'token'), 'ghp_canary0123456789canary0123456789canary\n')
  const given = {
    PATH: `${join(folder, 'bin')}:${process.env.PATH}`,
    HOME: place,
    UPFLOW_DATA_DIR: join(place, 'data'),
    TURBO_TELEMETRY_DISABLED: '1',
    ...env,
  }
  return {
    run: (script: string) =>
      promisify(execFile)('sh', ['-e', '-c', script], { cwd: place, env: given }).catch((error) => {
        throw new Error(`${error.message}\n${error.stderr}`)
      }),
    /** @returns what it said, up to what was waited for */
    async serve(script: string, says: RegExp): Promise<string> {
      const child = spawn('sh', ['-e', '-c', script], {
        cwd: script.includes('pnpm') ? root : place,
        env: given,
        detached: true,
        stdio: ['ignore', 'ignore', 'pipe'],
      })
      running.add(child)
      let said = ''
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        said += text
        if (says.test(said)) child.emit('said')
      })
      child.once('exit', (code) => {
        running.delete(child)
        child.emit('error', new Error(`It ended with ${code}: ${said}`))
      })
      await once(child, 'said')
      child.on('error', () => {})
      return said
    },
  }
}

function writeProgram(name: string, script: string): void {
  mkdirSync(join(folder, 'bin'), { recursive: true })
  writeFileSync(join(folder, 'bin', name), `#!/bin/sh\n${script}\n`)
  chmodSync(join(folder, 'bin', name), 0o755)
}

describe.skipIf(postgres === null)('docs/scale.md', () => {
  it('leads from an empty database and two workers to a report and a page', {
    timeout: 900_000,
  }, async () => {
    const [sample] = loadSample(['bitcoin-core']).repositories
    const app = { ...sample!, owner: 'acme', name: 'app', pullRequests: sample!.pullRequests.slice(-60) }
    const github = await startEmulator({
      data: { repositories: [app] },
      tokens: { ghp_canary0123456789canary0123456789canary: { login: 'ann' } },
    })
    const url = await postgres!.cloneDatabase('upflow')
    writeProgram('upflow', `exec '${process.execPath}' '${join(root, 'apps/cli/dist/main.js')}' "$@"`)
    // It is there, with nothing in it.
    writeProgram('createdb', 'test "$1" = upflow')
    const here = (commands: string) => commands.replace('postgresql://upflow@db.example.com/upflow', url)
    const variables = here(setUp!)
      .split('\n')
      .filter((line) => line.startsWith('export '))
      .join('\n')
    const elsewhere = (commands: string) => `${variables}\n${commands}`
    const machine = (name: string) =>
      newMachine(name, { UPFLOW_GITHUB_API_URL: github.url, UPFLOW_WEB_OPEN: '1', UPFLOW_WEB_PORT: '0' })
    try {
      await machine('first').run(here(setUp!))
      for (const name of ['one', 'two'])
        await machine(name).serve(elsewhere(onWorkers!), /Serves the queue 'default', 2 at once/)
      const said = await machine('web').serve(elsewhere(onWeb!), /Upflow listens on \S+\n/)
      const page = /http:\/\/127\.0\.0\.1:\d+/.exec(said)![0]
      const { stdout, stderr } = await machine('any').run(elsewhere(anywhere!))
      expect(stderr).not.toContain('No worker serves')
      expect(stdout).toMatch(/succeeded +backfill acme/)
      expect(stdout).toContain('acme/app')
      // A page begins a run and follows it, which a worker executes.
      const begun = await fetch(`${page}/api/v1/organizations/acme/runs`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: page },
        body: JSON.stringify({ job: 'crawl' }),
      })
      const { run } = (await begun.json()) as { readonly run: { readonly id: string } }
      const events = await (await fetch(`${page}/api/v1/runs/${run.id}/events`)).text()
      expect(events).toMatch(/"type":"run.claimed"[\s\S]*"type":"run.finished"[^\n]*"status":"succeeded"/)
      const asked = await fetch(`${page}/api/v1/organizations/acme/figures`)
      const { all } = (await asked.json()) as { readonly all: { readonly merged: number } }
      expect(all.merged).toBeGreaterThan(10)
      const answer = await fetch(page)
      expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('<div id="root">')])
      // A machine that has accounts of its own, while the database has others.
      const late = machine('late')
      await late.run('upflow org create acme; upflow user token acme own')
      await machine('early').run(elsewhere('upflow user token acme ci'))
      expect((await late.run(elsewhere(whose!))).stdout).toBe(
        'The accounts are those of the database.\nThere was nothing to choose: nothing is changed.\n',
      )
    } finally {
      await github.close()
    }
  })
})
