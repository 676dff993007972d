/** How long whole commands take, as a person waits for them, against a Node.js that starts and does nothing. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bench, type Case } from '@upflow/tooling/bench'
import { createLargeOrganization } from './large-organization.ts'

const folder = mkdtempSync(join(tmpdir(), 'upflow-bench-'))
const demo = join(folder, 'demo')
const large = join(folder, 'large')
const main = fileURLToPath(new URL('../dist/main.js', import.meta.url))

function node(args: readonly string[], dataDir = demo): number {
  const started = performance.now()
  const { status, stderr } = spawnSync(process.execPath, args, {
    env: { ...process.env, UPFLOW_DATA_DIR: dataDir },
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`)
  return performance.now() - started
}

const control = 'node -e 0'
const command = (name: string, args: readonly string[], dataDir = demo): Case => ({
  name,
  unit: 'ms',
  lowerIsBetter: true,
  against: control,
  run: () => node([main, ...args], dataDir),
})

try {
  node([main, 'backfill', '--demo'])
  await createLargeOrganization(large, { repositories: 20, pullRequests: 500_000 })
  await bench('upflow: commands on the demo, and on 500,000 generated pull requests (seed 1)', [
    { name: control, unit: 'ms', lowerIsBetter: true, run: () => node(['-e', '0']) },
    command('--help', ['--help']),
    command('org list', ['org', 'list']),
    command('runs list', ['runs', 'list']),
    command('report', ['report', 'demo']),
    command('report of 500,000 in 20 repositories', ['report', 'large'], large),
  ])
} finally {
  rmSync(folder, { recursive: true, force: true })
}
