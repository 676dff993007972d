/** What a GitHub App asks for itself: who it is, where it is installed, and how it comes to be. */
import { type Answer, classifyRest, type Failure, messageOf, type Verdict } from './classify.ts'
import { type AppKey, appRefused } from './credential.ts'
import { answeredAtOf } from './heard.ts'
import { type Caller, createHttp } from './http.ts'
import type { HttpOptions } from './open-connections.ts'
import { createPatience, type Judged, type TransportTiming, toTiming } from './patience.ts'
import { createScheduler } from './scheduler.ts'

export interface AppInfo {
  readonly slug: string
  readonly name: string
  /** What it asks for, by name: `read` or `write`. */
  readonly permissions: Readonly<Record<string, string>>
  /** Where it is installed for an account. */
  readonly installUrl: string
}

export interface Installation {
  readonly id: number
  /** The login of whoever it is installed for. */
  readonly account: string
  readonly accountKind: 'organization' | 'user'
  readonly repositories: 'all' | 'selected'
  /** What the account has agreed to. */
  readonly permissions: Readonly<Record<string, string>>
  readonly isSuspended: boolean
}

/** An app as it was made. The key and the secret are told this once. */
export interface NewApp extends AppInfo {
  readonly id: number
  readonly privateKey: string
  /** Null when it was made without a webhook. */
  readonly webhookSecret: string | null
}

export interface AppClientOptions extends HttpOptions {
  readonly timing?: Partial<TransportTiming>
}

export interface AppClient {
  /** @throws GithubError `github/authentication-failed` when id and key do not belong together */
  app(signal?: AbortSignal): Promise<AppInfo>
  /** All of them, also those that are suspended. */
  installations(signal?: AbortSignal): Promise<Installation[]>
  close(): Promise<void>
}

/** @throws GithubError `github/invalid-private-key` */
export function createAppClient({ key, ...options }: AppClientOptions & { readonly key: AppKey }): AppClient {
  const asking = createAsking(options, key)
  return {
    async app(signal) {
      return toAppInfo(await asking.ask<WireApp>('GET /app', {}, { caller: 'app', signal }))
    },
    async installations(signal) {
      const all: Installation[] = []
      for (let page = 1; ; page++) {
        const some = await asking.ask<WireInstallation[]>(
          'GET /app/installations',
          { per_page: pageSize, page },
          { caller: 'app', signal },
        )
        all.push(...some.map(toInstallation))
        if (some.length < pageSize) return all
      }
    },
    close: asking.close,
  }
}

const pageSize = 100

/**
 * Makes the app whose manifest GitHub was given. A code is good once, for an hour.
 * @throws GithubError `github/not-found` when it is not
 */
export async function convertManifest(
  options: AppClientOptions,
  { code, signal }: { readonly code: string; readonly signal?: AbortSignal },
): Promise<NewApp> {
  const asking = createAsking(options, null)
  try {
    const made = await asking.ask<WireApp & { id: number; pem: string; webhook_secret: string | null }>(
      'POST /app-manifests/{code}/conversions',
      { code },
      { caller: 'nobody', signal },
    )
    return {
      ...toAppInfo(made),
      id: made.id,
      privateKey: made.pem,
      webhookSecret: made.webhook_secret ?? null,
    }
  } finally {
    await asking.close()
  }
}

function createAsking({ timing: given, ...options }: AppClientOptions, app: AppKey | null) {
  const timing = toTiming(given)
  const http = createHttp(options, { attemptTimeoutMs: timing.attemptTimeoutMs, app })
  const patiently = createPatience({ timing, onWait: undefined, random: Math.random })
  const scheduler = createScheduler()
  return {
    async ask<Body>(
      route: string,
      parameters: object,
      { caller, signal }: { readonly caller: Caller; readonly signal: AbortSignal | undefined },
    ): Promise<Body> {
      // Without what stands in its place: a code is a secret.
      const where = `${route} at ${options.apiUrl}`
      const judge = (answer: Answer | Failure): Judged => {
        if ('kind' in answer) return { ...answer, answeredAt: null }
        const isDisbelieved = caller === 'app' && (answer.status === 401 || answer.status === 404)
        const verdict: Verdict = isDisbelieved
          ? { kind: 'fatal', error: appRefused(where, messageOf(answer.body)) }
          : classifyRest(answer, where, Date.now())
        return { ...verdict, answeredAt: answeredAtOf(answer) }
      }
      const { data } = await patiently(scheduler, { where, signal }, async () =>
        judge(await http.rest(route, parameters, { where, caller, signal })),
      )
      return data as Body
    },
    close: () => http.close(),
  }
}

interface WireApp {
  readonly slug: string
  readonly name: string
  readonly permissions?: Readonly<Record<string, string>>
  readonly html_url: string
}
interface WireInstallation {
  readonly id: number
  readonly account: { readonly login: string; readonly type?: string } | null
  readonly repository_selection: string
  readonly permissions?: Readonly<Record<string, string>>
  readonly suspended_at?: string | null
}

const toAppInfo = ({ slug, name, permissions = {}, html_url }: WireApp): AppInfo => ({
  slug,
  name,
  permissions,
  installUrl: `${html_url}/installations/new`,
})

const toInstallation = (wire: WireInstallation): Installation => ({
  id: wire.id,
  account: wire.account?.login ?? 'ghost',
  accountKind: wire.account?.type === 'User' ? 'user' : 'organization',
  repositories: wire.repository_selection === 'all' ? 'all' : 'selected',
  permissions: wire.permissions ?? {},
  isSuspended: (wire.suspended_at ?? null) !== null,
})
