/**
 * What figures would be under other rules: all that is stored is analyzed by them, in a thread of its own, and read by
 * the same code as ever. Written is nothing: settings and analyses are tables in memory.
 */
import { attachTenant, fromSent, type Sqlite, type Tenant } from '@upflow/db'
import { type Clock, clocks, type Figures, type Filter, readReport, readRuleMatches } from '@upflow/insights'
import type { Instant, OrganizationId } from '@upflow/model'
import { changeSettings, readRules, type WantedChange } from '@upflow/settings'
import { createBatchAnalyzer } from '../recalculate/analyze-batches.ts'
import { chooseStale } from '../recalculate/choose-stale.ts'
import { listRepositories } from '../repositories.ts'
import { type Moved, readMoved } from './read-moved.ts'
import { shadowTables } from './shadow-tables.ts'

export interface PreviewTask {
  readonly kind: 'preview'
  readonly path: string
  readonly organizationId: OrganizationId
  readonly changes: readonly WantedChange[]
  readonly filter: Partial<Filter>
  readonly now: Instant
}

export interface Preview {
  /** Of what was merged in the period, by each clock. */
  readonly figures: Readonly<Record<Clock, { readonly before: Figures; readonly after: Figures }>>
  /** All that is stored was compared. */
  readonly moved: Moved
  /** Repositories whose rule asks for what no crawl has read: saving it has that read, and gives them other figures. */
  readonly unread: readonly string[]
}

const batchSize = 100

/** @throws SettingsError about the changes, as saving them would */
export async function previewRules({
  path,
  organizationId,
  changes,
  filter,
  now,
}: PreviewTask): Promise<Preview> {
  const tenant = attachTenant(path, organizationId, { readOnly: true })
  const figuresBy = async (clock: Clock) => (await readReport(tenant, { filter, clock, now })).all
  try {
    const before = await both(figuresBy)
    shadowTables(tenant.sqlite, [
      { table: 'settings', isFilled: true },
      { table: 'setting_changes', isFilled: false },
      { table: 'repositories', isFilled: true },
      { table: 'analyzed_pull_requests', isFilled: false },
    ])
    await changeSettings(tenant, changes, { by: 'preview', now })
    const matches = changes.some(({ key }) => key === 'releaseRule') ? await readRuleMatches(tenant) : []
    await analyzeAll(tenant)
    const after = await both(figuresBy)
    return {
      figures: {
        wall: { before: before.wall, after: after.wall },
        working: { before: before.working, after: after.working },
      },
      moved: readMoved(tenant.sqlite),
      unread: matches.flatMap(({ needsCrawl, repository }) => (needsCrawl ? [repository] : [])),
    }
  } finally {
    tenant.close()
  }
}

async function both(read: (clock: Clock) => Promise<Figures>): Promise<Record<Clock, Figures>> {
  const figures = {} as Record<Clock, Figures>
  for (const clock of clocks) figures[clock] = await read(clock)
  return figures
}

/** As recalculating everything does it, into the table in memory. */
async function analyzeAll(tenant: Tenant): Promise<void> {
  const { sqlite } = tenant
  const rules = await readRules(tenant)
  const analyze = createBatchAnalyzer(tenant)
  const put = createPut(sqlite)
  // What cannot be analyzed keeps the analysis that it has.
  const keep = sqlite.prepare<[number]>(
    `INSERT INTO temp.analyzed_pull_requests
     SELECT * FROM main.analyzed_pull_requests WHERE pull_request_key = ?`,
  )
  for (const { id, releaseRule } of await listRepositories(tenant)) {
    const wanted = { repositoryId: id, rules, releaseRule, everything: true }
    const { basis, basisHash, stale } = await chooseStale(tenant, wanted)
    for (let from = 0; from < stale.length; from += batchSize) {
      const { analyses, columns, failed } = await analyze(basis, stale.slice(from, from + batchSize))
      for (const { key } of failed) keep.run(key)
      for (const sent of analyses)
        put(columns, [...fromSent(sent).analyzed, sent.key, sent.contentHash, basisHash, sent.analysisHash])
    }
  }
}

function createPut(sqlite: Sqlite) {
  let insert: { run(...values: unknown[]): unknown } | null = null
  return (columns: readonly string[], values: readonly unknown[]) => {
    const all = [...columns, 'pull_request_key', 'source_hash', 'rules_hash', 'analysis_hash']
    insert ??= sqlite.prepare(
      `INSERT INTO temp.analyzed_pull_requests (${all.join(', ')}) VALUES (${all.map(() => '?').join(', ')})`,
    )
    insert.run(...values)
  }
}
