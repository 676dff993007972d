/** The emulator held against clients that nobody here wrote. */
import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Octokit } from '@octokit/rest'
import { selfSigned } from '@upflow/tooling/self-signed'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Emulator, generateDataset, startEmulator } from '../src/index.ts'
import { describeGithub } from './github.contract.ts'
import { describeGithubApp } from './github-app.contract.ts'
import { jsonWebToken, later, newApp, start } from './support.ts'

let emulator: Emulator
beforeAll(async () => {
  emulator = await startEmulator({
    data: generateDataset({ repositories: 2, pullRequests: 130, seed: 1, isLazy: true }),
    tokens: { good: { login: 'ann', scopes: ['repo', 'read:org'] } },
  })
})
afterAll(() => emulator.close())

describeGithub('the emulator, by @octokit/rest, graphql and plugin-paginate-graphql', () => ({
  baseUrl: emulator.url,
  token: 'good',
  owner: 'generated',
  name: 'service-0001',
}))

const ofApp = newApp()
let withApp: Emulator
beforeAll(async () => {
  withApp = await startEmulator({
    data: generateDataset({ repositories: 3, pullRequests: 4, seed: 1 }),
    tokens: {},
    apps: [ofApp.app],
  })
})
afterAll(() => withApp.close())

describeGithubApp('the emulator, as an app by @octokit/auth-app', () => ({
  baseUrl: withApp.url,
  appId: String(ofApp.app.id),
  privateKey: ofApp.privateKey,
}))

it('an app goes its way with @octokit/rest: installations, a token, repositories, a manifest', async () => {
  const { app, privateKey } = newApp()
  app.installations.push({ id: 71, account: 'acme', repositories: [], suspendedAt: '2026-01-01T00:00:00Z' })
  const { url } = await start({ apps: [app] })
  const octokit = (auth: string) => new Octokit({ auth, baseUrl: url })
  const asApp = octokit(jsonWebToken(privateKey))
  const installations = await asApp.paginate(asApp.rest.apps.listInstallations, { per_page: 1 })
  expect(installations.map(({ id, suspended_at }) => [id, suspended_at])).toEqual([
    [70, null],
    [71, '2026-01-01T00:00:00Z'],
  ])
  const { data } = await asApp.rest.apps.createInstallationAccessToken({ installation_id: 70 })
  const installed = octokit(data.token)
  const repositories = await installed.paginate(installed.rest.apps.listReposAccessibleToInstallation, {
    per_page: 2,
  })
  expect(repositories.map(({ name }) => name)).toEqual(['service-0001', 'service-0002', 'service-0003'])

  const form = { manifest: JSON.stringify({ name: 'Made', redirect_url: 'http://127.0.0.1:9/made' }) }
  const sentBack = await fetch(`${url}/settings/apps/new`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams(form),
  })
  const code = new URL(sentBack.headers.get('location')!).searchParams.get('code')!
  const made = (await new Octokit({ baseUrl: url }).rest.apps.createFromManifest({ code })).data
  const asMade = octokit(jsonWebToken(made.pem, { iss: made.id }))
  expect((await asMade.rest.apps.getAuthenticated()).data?.slug).toBe('made')
})

const hasGh = (() => {
  try {
    execFileSync('gh', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})()

describe.skipIf(!hasGh)('GitHub’s own command line (skipped where there is none)', () => {
  async function gh(...args: readonly string[]): Promise<unknown> {
    const folder = mkdtempSync(join(tmpdir(), 'gh-'))
    later(() => rmSync(folder, { recursive: true, force: true }))
    const tls = selfSigned()
    const { url } = await start({
      data: generateDataset({ repositories: 3, pullRequests: 130, seed: 1, isLazy: true }),
      tls,
      enterpriseVersion: '3.17.2',
    })
    const { host } = new URL(url)
    const cert = join(folder, 'cert.pem')
    writeFileSync(cert, tls.cert)
    const { stdout } = await promisify(execFile)(
      'gh',
      args.map((arg) => arg.replace('HOST', host)),
      {
        // It trusts one certificate and knows nothing of whoever runs this.
        env: {
          PATH: process.env.PATH,
          HOME: folder,
          GH_HOST: host,
          GH_ENTERPRISE_TOKEN: 'good',
          SSL_CERT_FILE: cert,
          GH_NO_UPDATE_NOTIFIER: '1',
          NO_COLOR: '1',
        },
      },
    )
    return JSON.parse(stdout.trim().split('\n').at(-1)!)
  }
  const paged =
    'query($endCursor: String) { repository(owner: "generated", name: "service-0001") { pullRequests(first: 50, after: $endCursor) { pageInfo { hasNextPage endCursor } nodes { number } } } }'

  it.each([
    ['asks who it is', ['api', 'user', '--jq', '.login | tojson'], 'ann'],
    [
      'lists pull requests, more than a page of them',
      [
        'pr',
        'list',
        '-R',
        'HOST/generated/service-0001',
        '-L',
        '120',
        '-s',
        'all',
        '--json',
        'number',
        '--jq',
        'length',
      ],
      120,
    ],
    [
      'pages a query to its end',
      [
        'api',
        '--paginate',
        'graphql',
        '-f',
        `query=${paged}`,
        '--jq',
        '.data.repository.pullRequests.nodes | length',
      ],
      30,
    ],
    [
      'shows one with all that it consists of',
      [
        'pr',
        'view',
        '7',
        '-R',
        'HOST/generated/service-0001',
        '--json',
        'number,reviews,comments,commits,files',
        '--jq',
        '.number',
      ],
      7,
    ],
    ['lists repositories', ['repo', 'list', 'generated', '--json', 'name', '--jq', 'length'], 3],
  ])('%s', async (_, args, expected) => {
    expect(await gh(...args)).toEqual(expected)
  })
})
