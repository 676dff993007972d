/** The GitHub App in a terminal: made by a browser that comes back, or a code that is pasted; its key is in no file and no line. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Emulator } from '@upflow/github-emulator'
import { appKey } from '@upflow/tooling/app-keys'
import { expect, it } from 'vitest'
import { fileHolds, newAcme, newEmulator, ok, type Result, small, start, until, upflow } from './support.ts'

/** Each takes a few commands, one after the other. */
const slowMs = 600_000

const json = ({ stdout }: Result) => JSON.parse(stdout)

async function begin() {
  const emulator = await newEmulator(small(4))
  const dataDir = await newAcme(emulator)
  const app = (args: readonly string[], input = '') =>
    upflow(dataDir, ['org', 'app', 'acme', '--json', ...args], { input })
  return { emulator, dataDir, app }
}

/** As the browser of whoever opens the address: sends the form on, and gives where GitHub sends it back to. */
async function handIn(address: string): Promise<string> {
  const page = await (await fetch(address)).text()
  const unescaped = (text: string) =>
    text.replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
  const [, action = ''] = /action="([^"]*)"/.exec(page) ?? []
  const [, manifest = ''] = /value="([^"]*)"/.exec(page) ?? []
  const response = await fetch(unescaped(action), {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ manifest: unescaped(manifest) }),
  })
  return response.headers.get('location')!
}

const addressIn = (text: string) => /http:\/\/127\.0\.0\.1:\d+\//.exec(text)?.[0]

const install = ({ apps }: Emulator, id: number, suspendedAt: string | null = null) =>
  apps.at(-1)!.installations.push({ id, account: 'bitcoin-core', repositories: 'all', suspendedAt })

it(
  'one is made by a browser that comes back, installed, chosen and read with; what ails it is said',
  async () => {
    const { emulator, dataDir, app } = await begin()
    const running = start(dataDir, [
      'org',
      'app',
      'acme',
      '--json',
      '--new',
      '--wait',
      '--owner',
      'bitcoin-core',
    ])
    const address = await until(() => addressIn(running.stderr()))
    // Whoever guesses comes to nothing, and the right one is still waited for.
    expect((await fetch(`${address}made?code=guess&state=guess`)).status).toBe(404)
    expect((await fetch(address, { method: 'POST' })).status).toBe(421)
    expect((await fetch(`${address}/`)).status).toBe(404)
    const back = await handIn(address)
    expect(await (await fetch(back)).text()).toContain('Go on in the terminal')
    const made = json(await ok(running.ended))
    expect(made).toMatchObject({
      app: { slug: 'upflow-acme', installation: null },
      tokenFrom: 'stored',
      installations: [],
    })

    install(emulator, 5)
    expect(await app(['--install', 'nobody'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('bitcoin-core'),
    })
    expect(json(await ok(app(['--install', 'bitcoin-core'])))).toMatchObject({
      tokenFrom: 'app',
      app: { installation: { id: 5, account: 'bitcoin-core' } },
    })
    await ok(upflow(dataDir, ['backfill', 'acme']))
    expect((await ok(upflow(dataDir, ['org', 'check', 'acme']))).stdout).toContain('The app speaks as')

    await emulator.mutate({ kind: 'suspend', installationId: 5 })
    const listed = await ok(upflow(dataDir, ['org', 'app', 'acme']))
    expect(listed.stdout).toMatch(/reads +bitcoin-core, 5, all repositories; suspended/)
    const check = await upflow(dataDir, ['org', 'check', 'acme'])
    expect(check).toMatchObject({ code: 1, stdout: expect.stringMatching(/bad +app +.*suspended.*resumed/s) })
    const crawl = await upflow(dataDir, ['crawl', 'acme'])
    expect(crawl).toMatchObject({ code: 1, stderr: expect.stringContaining('resumes it') })
    await emulator.mutate({ kind: 'uninstall', installationId: 5 })
    expect((await ok(upflow(dataDir, ['org', 'app', 'acme']))).stderr).toContain(
      'is removed: install the app again',
    )
    expect(json(await ok(app(['--forget'])))).toMatchObject({ app: null, tokenFrom: null })
  },
  slowMs,
)

it(
  'one is made by a code that is pasted, as it is or in the address at which the browser ended',
  async () => {
    const { emulator, dataDir } = await begin()
    const child = start(dataDir, ['org', 'app', 'acme', '--new'], { input: null })
    const address = await until(() => addressIn(child.stderr()))
    child.process.stdin!.end(`${await handIn(address)}\n`)
    expect((await ok(child.ended)).stdout).toContain('Upflow acme')
    expect(emulator.apps).toHaveLength(1)
    // Whichever is first: a terminal that nobody types into does not keep it from its end.
    const both = start(dataDir, ['org', 'app', 'acme', '--json', '--new'], { input: null })
    await fetch(await handIn(await until(() => addressIn(both.stderr()))))
    expect(json(await ok(both.ended))).toMatchObject({ app: { id: String(emulator.apps[1]!.id) } })
    const wrong = start(dataDir, ['org', 'app', 'acme', '--new'], {
      input: 'http://127.0.0.1:9/?code=x&state=y\n',
    })
    expect(await wrong.ended).toMatchObject({ code: 2, stderr: expect.stringContaining('another app') })
    const none = await upflow(dataDir, ['org', 'app', 'acme', '--new'])
    expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining('code of GitHub came') })
  },
  slowMs,
)

it(
  'one that there is is taken by its key, and by another organization; the key is in no file and no line',
  async () => {
    const { emulator, dataDir, app } = await begin()
    const { publicKey, privateKey } = appKey()
    emulator.apps.push({
      id: 7,
      clientId: 'Iv23app',
      slug: 'upflow',
      name: 'Upflow',
      publicKey,
      webhook: null,
      permissions: { metadata: 'read' },
      events: [],
      installations: [],
    })
    install(emulator, 70)
    const said: Result[] = []
    const take = async (args: readonly string[], input = '') => {
      const result = await app(args, input)
      said.push(result)
      return result
    }
    const byKey = ['--app-id', '7', '--key-stdin']
    expect(await take(byKey, 'canary-no-key\n')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('BEGIN RSA'),
    })
    expect(await take(byKey)).toMatchObject({ code: 2 })
    expect(await take(['--app-id', '7'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('go together'),
    })
    expect(await take([...byKey, '--install', '70'], privateKey.replaceAll('\n', '\r\n'))).toMatchObject({
      code: 0,
    })
    await ok(upflow(dataDir, ['org', 'create', 'beta', '--api-url', emulator.url]))
    const shared = await ok(
      upflow(dataDir, ['org', 'app', 'beta', '--json', '--from', 'acme', '--install', '70']),
    )
    expect(json(shared)).toMatchObject({ tokenFrom: 'app' })
    said.push(shared, await upflow(dataDir, ['org', 'check', 'beta', '--verbose']))
    said.push(await upflow(dataDir, ['audit', 'settings', 'acme', '--json']))
    said.push(await upflow(dataDir, ['backfill', 'acme', '--verbose']))
    const lines = privateKey.split('\n').filter((line) => line.length >= 16 && !line.startsWith('-----'))
    for (const { stdout, stderr } of said)
      for (const line of lines) expect(stdout + stderr).not.toContain(line)
    const paths = readdirSync(dataDir, { recursive: true, withFileTypes: true })
      .filter((one) => one.isFile())
      .map(({ name, parentPath }) => join(parentPath, name))
    for (const path of paths) for (const line of lines) expect(fileHolds(path, line), path).toBe(false)
  },
  slowMs,
)
