/** Answers in the calling thread, until the threads of `@upflow/insights` do. */
import type { Tenants } from '@upflow/db'
import {
  type Filter,
  type ListRequest,
  listPullRequests,
  listWaiting,
  type PullRequestPage,
  type Report,
  type ReportRequest,
  readFacts,
  readReport,
  readStory,
  type Story,
  type Waiting,
} from '@upflow/insights'
import type { OrganizationId } from '@upflow/model'

export type OrganizationFacts = ReturnType<typeof readFacts>

export interface Queries {
  readonly facts: { readonly request: Readonly<Record<string, never>>; readonly answer: OrganizationFacts }
  readonly report: { readonly request: ReportRequest; readonly answer: Report }
  readonly pulls: { readonly request: ListRequest; readonly answer: PullRequestPage }
  readonly waiting: {
    readonly request: { readonly filter?: Partial<Filter>; readonly limit: number }
    readonly answer: readonly Waiting[]
  }
  readonly story: {
    readonly request: { readonly repository: string; readonly number: number }
    readonly answer: Story | null
  }
}

export interface Insights {
  ask<Name extends keyof Queries>(
    organizationId: OrganizationId,
    name: Name,
    request: Queries[Name]['request'],
    options?: { readonly signal?: AbortSignal },
  ): Promise<Queries[Name]['answer']>
  askForJson<Name extends keyof Queries>(
    organizationId: OrganizationId,
    name: Name,
    request: Queries[Name]['request'],
    options?: { readonly signal?: AbortSignal },
  ): Promise<Uint8Array>
  dataVersion(organizationId: OrganizationId): Promise<string>
  close(): Promise<void>
}

export function openInsights({ tenants }: { readonly tenants: Tenants }): Insights {
  const started = Date.now().toString(36)
  const ask: Insights['ask'] = async (id, name, request, { signal } = {}) => {
    signal?.throwIfAborted()
    const tenant = await tenants.open(id)
    if (name === 'facts') return readFacts(tenant) as never
    if (name === 'report') return (await readReport(tenant, request as ReportRequest)) as never
    if (name === 'pulls') return (await listPullRequests(tenant, request as ListRequest)) as never
    if (name === 'waiting') {
      const { filter = {}, limit } = request as Queries['waiting']['request']
      return (await listWaiting(tenant, filter, limit)) as never
    }
    return (await readStory(tenant, request as Queries['story']['request'])) as never
  }
  return {
    ask,
    askForJson: async (id, name, request, options) =>
      new TextEncoder().encode(JSON.stringify(await ask(id, name, request, options))),
    async dataVersion(id) {
      const { sqlite } = await tenants.open(id)
      return `${started}.${sqlite.pragma('data_version', { simple: true })}.${sqlite.prepare('SELECT total_changes()').pluck().get()}`
    },
    close: async () => {},
  }
}
