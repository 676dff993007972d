/** Tells what happened to whoever wants to know: signed, under an id of its own, and once. Nothing is sent again by itself. */
import { createHmac } from 'node:crypto'
import type { AppData } from './apps.ts'

export interface Hook {
  readonly url: string
  readonly secret: string
  /** Default: all. */
  readonly events?: readonly string[]
}

/** What GitHub tells of something that happened. */
export interface HookEvent {
  /** The delivery's, however often it is sent. */
  readonly id: string
  /** `pull_request` */
  readonly name: string
  readonly payload: Readonly<Record<string, unknown>>
  readonly owner: string
  /** Null for what is about no repository. */
  readonly repositoryId: string | null
  /** Set for what is about an installation itself: its app alone is told, whatever it asked for. */
  readonly ofInstallation?: { readonly appId: number; readonly id: number }
}

export interface Delivery {
  readonly id: string
  readonly name: string
  readonly url: string
  /** Null when nobody answered. */
  readonly status: number | null
}

export interface Webhooks {
  readonly hooks: Hook[]
  readonly deliveries: readonly Delivery[]
  deliver(event: HookEvent): Promise<void>
  /** Gives up what is under way. */
  close(): Promise<void>
}

/** As long as GitHub waits for an answer. */
const patienceMs = 10_000

export function createWebhooks(apps: readonly AppData[]): Webhooks {
  const hooks: Hook[] = []
  const deliveries: Delivery[] = []
  const underWay = new Set<Promise<void>>()
  const closing = new AbortController()

  const send = async ({ url, secret }: Hook, event: HookEvent, installationId: number | null) => {
    const { id, name, payload } = event
    const body = JSON.stringify(
      installationId === null || 'installation' in payload
        ? payload
        : { ...payload, installation: { id: installationId } },
    )
    const sign = (algorithm: string) => createHmac(algorithm, secret).update(body).digest('hex')
    const status = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'GitHub-Hookshot/local',
        'x-github-event': name,
        'x-github-delivery': id,
        'x-github-hook-installation-target-type': installationId === null ? 'repository' : 'integration',
        'x-hub-signature': `sha1=${sign('sha1')}`,
        'x-hub-signature-256': `sha256=${sign('sha256')}`,
      },
      body,
      signal: AbortSignal.any([closing.signal, AbortSignal.timeout(patienceMs)]),
    }).then(
      async (response) => {
        await response.arrayBuffer()
        return response.status
      },
      () => null,
    )
    deliveries.push({ id, name, url, status })
  }

  const deliver: Webhooks['deliver'] = async (event) => {
    const plain = hooks.filter(({ events }) => events?.includes(event.name) ?? true)
    const sent = Promise.all([
      ...plain.map((hook) => send(hook, event, null)),
      ...installationsFor(event, apps).map(({ hook, id }) => send(hook, event, id)),
    ]).then(() => {})
    underWay.add(sent)
    await sent.finally(() => underWay.delete(sent))
  }

  return {
    hooks,
    deliveries,
    deliver,
    async close() {
      closing.abort()
      await Promise.allSettled(underWay)
    },
  }
}

function installationsFor(
  { name, owner, repositoryId, ofInstallation }: HookEvent,
  apps: readonly AppData[],
): { readonly hook: Hook; readonly id: number }[] {
  return apps.flatMap((app) => {
    const { webhook: hook, events, installations } = app
    if (!hook) return []
    if (ofInstallation) return ofInstallation.appId === app.id ? [{ hook, id: ofInstallation.id }] : []
    if (!events.includes(name)) return []
    const installation = installations.find(
      ({ account, repositories, suspendedAt }) =>
        suspendedAt === null &&
        account.toLowerCase() === owner.toLowerCase() &&
        (repositoryId === null || repositories === 'all' || repositories.includes(repositoryId)),
    )
    return installation ? [{ hook, id: installation.id }] : []
  })
}
