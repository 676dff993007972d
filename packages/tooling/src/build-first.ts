/**
 * Global setup of every suite: builds the package and what it depends on, in a moment when nothing changed, unless
 * turbo runs the suite, which has built them already and must not have files replaced under a running test.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

export default function buildFirst(): void {
  if (process.env.TURBO_HASH) return
  const { name } = JSON.parse(readFileSync('package.json', 'utf8')) as { name: string }
  execFileSync('pnpm', ['exec', 'turbo', 'run', 'build', `--filter=${name}`, '--output-logs=errors-only'], {
    stdio: ['ignore', 2, 2],
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' },
  })
}
