/**
 * What GitHub does for an app, asserted through a client that nobody here wrote. The emulator is held to it in every run,
 * GitHub itself when it is given an app that is installed somewhere (see real-github.ts).
 */
import { createAppAuth } from '@octokit/auth-app'
import { Octokit } from '@octokit/rest'
import { otherAppKey } from '@upflow/tooling/app-keys'
import { describe, expect, it } from 'vitest'

export interface AppTarget {
  readonly baseUrl: string
  readonly appId: string
  /** PEM. */
  readonly privateKey: string
}

/** How far clocks and answers may be apart. */
const slackMs = 5 * 60_000
const hourMs = 3_600_000

/**
 * @param target asked for when a test runs
 * @param missing why there is none: then all of it is skipped, and says so
 */
export function describeGithubApp(
  name: string,
  target: () => AppTarget,
  missing: string | null = null,
): void {
  const as = (auth: object | string | undefined, strategy?: typeof createAppAuth) =>
    new Octokit({
      ...(strategy ? { authStrategy: strategy } : {}),
      ...(auth === undefined ? {} : { auth }),
      baseUrl: target().baseUrl,
      log: quiet,
      retry: { enabled: false },
    })
  const asApp = ({ appId, privateKey } = target()) => as({ appId, privateKey }, createAppAuth)
  const statusOf = (work: Promise<{ readonly status: number }>): Promise<number> =>
    work.then(
      ({ status }) => status,
      (error: { readonly status: number }) => error.status,
    )
  /** One that reads. */
  const installation = async () => {
    const { data } = await asApp().rest.apps.listInstallations({ per_page: 100 })
    const found = data.find(({ suspended_at }) => suspended_at === null)
    if (!found)
      throw new Error('The app is installed nowhere, or suspended everywhere: install it for an account.')
    return found
  }
  const tokenOf = async () => {
    const { id } = await installation()
    return (await asApp().rest.apps.createInstallationAccessToken({ installation_id: id })).data
  }

  describe.skipIf(missing !== null)(missing === null ? name : `${name} (skipped: ${missing})`, () => {
    it('says who it is and what it may', async () => {
      const { data } = await asApp().rest.apps.getAuthenticated()
      expect(data).toMatchObject({
        slug: expect.stringMatching(/^[\w-]+$/),
        html_url: expect.stringContaining('/apps/'),
        permissions: { metadata: 'read' },
        events: expect.any(Array),
      })
    })

    it('says where it is installed, for which repositories, with which permissions', async () => {
      const found = await installation()
      expect(found).toMatchObject({
        id: expect.any(Number),
        account: { login: expect.stringMatching(/^[\w-]+$/) },
        repository_selection: expect.stringMatching(/^(?:all|selected)$/),
        permissions: { metadata: 'read' },
        suspended_at: null,
      })
      const { data } = await asApp().rest.apps.getInstallation({ installation_id: found.id })
      expect(data.id).toBe(found.id)
    })

    it('is given tokens that live an hour, with what the account has agreed to', async () => {
      const { id } = await installation()
      const { status, data, headers } = await asApp().rest.apps.createInstallationAccessToken({
        installation_id: id,
      })
      expect([status, data.permissions]).toEqual([201, expect.objectContaining({ metadata: 'read' })])
      const livesMs = Date.parse(data.expires_at) - Date.parse(String(headers.date))
      expect(Math.abs(livesMs - hourMs)).toBeLessThan(slackMs)
    })

    it('sees by such a token just the repositories of the installation, in both APIs, and is a bot', async () => {
      const { token } = await tokenOf()
      const { data } = await as(token).rest.apps.listReposAccessibleToInstallation({ per_page: 2 })
      expect(data.total_count).toBeGreaterThanOrEqual(data.repositories.length)
      expect(data.repositories.length).toBeGreaterThan(0)
      const ids = data.repositories.map(({ node_id }) => node_id)
      const found = await as(token).graphql<{
        viewer: { login: string }
        nodes: ({ id: string } | null)[]
        rateLimit: { limit: number; cost: number }
      }>('query Some($ids: [ID!]!) { viewer { login } nodes(ids: $ids) { id } rateLimit { limit cost } }', {
        ids,
      })
      expect(found).toMatchObject({
        viewer: { login: expect.stringMatching(/\[bot\]$/) },
        nodes: ids.map((id) => ({ id })),
        rateLimit: { cost: 1 },
      })
      expect(found.rateLimit.limit).toBeGreaterThanOrEqual(5_000)
    })

    it('is no person: what is asked of one is refused', async () => {
      expect(await statusOf(as((await tokenOf()).token).rest.users.getAuthenticated())).toBe(403)
    })

    it('is not believed with another key, nor given a token for an installation that is not its own', async () => {
      const { privateKey } = otherAppKey()
      const other = asApp({ ...target(), privateKey })
      expect(await statusOf(other.rest.apps.getAuthenticated())).toBe(401)
      const none = asApp().rest.apps.createInstallationAccessToken({ installation_id: 1 })
      expect(await statusOf(none)).toBe(404)
    })
  })
}

const quiet = { debug() {}, info() {}, warn() {}, error() {} }
