/** A data folder with an organization's file, and insights over it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type AnalyzedRow, createTenants, createUpsert, type FileTenants, type Tenant } from '@upflow/db'
import {
  type OrganizationId,
  parseOrganizationId,
  type RepositoryId,
  toPullRequestId,
  toRepositoryId,
} from '@upflow/model'
import { afterEach } from 'vitest'
import { type Insights, type InsightsOptions, openInsights } from '../src/index.ts'

export const acme: OrganizationId = parseOrganizationId('acme')

const cleanUps: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
})
export const atEnd = (cleanUp: () => Promise<void> | void): void => void cleanUps.push(cleanUp)

export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'upflow-insights-'))
  atEnd(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export function newTenants(dataDir: string = newFolder()): FileTenants {
  const tenants = createTenants({ dataDir })
  atEnd(() => tenants.close())
  return tenants
}

/** As built: threads run JavaScript. */
const worker = new URL('../dist/worker.js', import.meta.url)

export function newInsights(options: InsightsOptions): Insights {
  const insights = openInsights({ worker, ...options })
  atEnd(() => insights.close())
  return insights
}

export function addRepository(
  { sqlite }: Tenant,
  fullName: string,
  rule: object | null = null,
): RepositoryId {
  const [owner, name] = fullName.split('/')
  const id = toRepositoryId(`R_${fullName}`)
  sqlite
    .prepare('INSERT INTO repositories (id, owner, name, release_rule) VALUES (?, ?, ?, ?)')
    .run(id, owner, name, rule === null ? null : JSON.stringify(rule))
  return id
}

const untold = {
  title: '',
  url: '',
  state: 'open',
  kind: 'work',
  author_login: 'ann',
  author_kind: 'user',
  created_at: 0,
  source_hash: '',
  rules_hash: '',
  analysis_hash: '',
} as const

/** Writes analyzed rows as a recalculation would; what is not told is null, or what says nothing. */
export function addAnalyzed(
  { sqlite }: Tenant,
  rows: readonly (Partial<AnalyzedRow> & Pick<AnalyzedRow, 'repository_id' | 'number'>)[],
): void {
  const ordinalOf = sqlite.prepare<[string], number>('SELECT ordinal FROM repositories WHERE id = ?').pluck()
  sqlite.transaction(() => {
    for (const row of rows) {
      const add = createUpsert<AnalyzedRow>(sqlite, {
        table: 'analyzed_pull_requests',
        key: ['pull_request_key'],
      })
      const key = ordinalOf.get(row.repository_id)! * 2 ** 32 + row.number
      add({
        ...untold,
        pull_request_key: key,
        pull_request_id: toPullRequestId(`PR_${key}`),
        ...row,
      } as AnalyzedRow)
    }
  })()
}
