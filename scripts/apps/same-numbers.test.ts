/** The pages have their numbers from the web's API: they are those that `report --json` prints, by two processes. */
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'

const dataDir = mkdtempSync(join(tmpdir(), 'upflow-numbers-'))
const main = (app: string) => join(import.meta.dirname, `../../apps/${app}/dist/main.js`)
const env = { ...process.env, UPFLOW_DATA_DIR: dataDir, UPFLOW_WEB_PORT: '0', UPFLOW_WEB_OPEN: '1' }
const minuteMs = 60_000

function upflow(args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main('cli'), ...args], {
    env,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`)
  return stdout
}

let url: string
let server: ReturnType<typeof spawn>
beforeAll(async () => {
  upflow(['backfill', '--demo'])
  server = spawn(process.execPath, [main('web'), '--demo'], { env, stdio: ['ignore', 'ignore', 'pipe'] })
  url = await new Promise<string>((resolve, reject) => {
    let said = ''
    server.stderr!.setEncoding('utf8').on('data', (text: string) => {
      said += text
      const address = /http:\/\/127\.0\.0\.1:\d+/.exec(said)
      if (address) resolve(address[0])
    })
    server.once('exit', (code) => reject(new Error(`the web server ended with ${code}: ${said}`)))
  })
}, 10 * minuteMs)
afterAll(async () => {
  server.removeAllListeners('exit')
  const ended = new Promise((resolve) => server.once('exit', resolve))
  server.kill()
  await ended
  rmSync(dataDir, { recursive: true, force: true })
}, minuteMs)

it.each([
  [[], ''],
  [['--clock', 'working'], 'clock=working'],
  [['--by', 'author'], 'by=author'],
  [['--by', 'week', '--size', 'S', '--size', 'M'], 'by=week&size=S&size=M'],
  // The command's end is the day after the last.
  [
    ['--since', '2025-01-01', '--until', '2025-07-01', '--by', 'repository'],
    'from=2025-01-01&to=2025-06-30&by=repository',
  ],
  [['--repository', 'bitcoin-core/gui', '--until', '2024-01-01'], 'repo=bitcoin-core/gui&to=2023-12-31'],
  [['--kind', 'bot'], 'kind=bot'],
] as const)(
  'report %j',
  async (options, query) => {
    const { report } = JSON.parse(upflow(['report', 'demo', '--json', ...options]))
    const { slowest, waiting: _, unreadOpen: __, ...figures } = report
    const response = await fetch(`${url}/api/v1/organizations/demo/figures?${query}`)
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({
      ...figures,
      slowest: slowest.map(({ name: _, ...one }: { readonly name: string }) => one),
    })
    expect(figures.all.merged).toBeGreaterThan(0)
  },
  minuteMs,
)
