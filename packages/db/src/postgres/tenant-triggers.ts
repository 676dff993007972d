/**
 * What a schema notes by itself, whoever writes, as a tenant file does: what was written since its analysis, how often
 * that changed which releases depend on, and what goes with what. Once a statement, over all of its rows.
 */

import { commitsIn } from './payload-commits.ts'

/** Of what happens to a row: how the transition tables are called, and which event it is. */
type Event = 'INSERT' | 'UPDATE' | 'DELETE'
const tables: Readonly<Record<Event, string>> = {
  INSERT: 'NEW TABLE AS fresh',
  UPDATE: 'NEW TABLE AS fresh OLD TABLE AS stale',
  DELETE: 'OLD TABLE AS stale',
}
const events = Object.keys(tables) as readonly Event[]

/** @param schema quoted */
export function tenantTriggers(schema: string): string[] {
  const on = (table: string, event: Event, name: string, body: string): string[] => [
    `CREATE FUNCTION ${schema}.${name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${body} RETURN NULL; END $$`,
    `CREATE TRIGGER ${name} AFTER ${event} ON ${schema}.${table} REFERENCING ${tables[event]}
      FOR EACH STATEMENT EXECUTE FUNCTION ${schema}.${name}()`,
  ]
  /** One more for each row of them. */
  const releasesChanged = (rows: string) =>
    `UPDATE ${schema}.recalculations AS r SET release_revision = r.release_revision + changed.count
      FROM (SELECT repository_id, count(*) AS count FROM (${rows}) AS rows GROUP BY repository_id) AS changed
      WHERE r.repository_id = changed.repository_id;`
  const queue = (keys: string) => `INSERT INTO ${schema}.unanalyzed ${keys} ON CONFLICT DO NOTHING;`
  const differ = (column: string) => `o.${column} IS DISTINCT FROM n.${column}`
  const pairs = (key: string) => `stale AS o JOIN fresh AS n ON ${key}`
  return [
    `CREATE FUNCTION ${schema}.number_repository() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF NEW.ordinal IS NULL THEN
        LOCK TABLE ${schema}.recalculations IN SHARE ROW EXCLUSIVE MODE;
        SELECT coalesce(max(ordinal), 0) + 1 INTO NEW.ordinal FROM ${schema}.repositories;
      END IF;
      RETURN NEW;
    END $$`,
    `CREATE TRIGGER number_repository BEFORE INSERT ON ${schema}.repositories
      FOR EACH ROW EXECUTE FUNCTION ${schema}.number_repository()`,
    ...on(
      'repositories',
      'INSERT',
      'repositories_added',
      `INSERT INTO ${schema}.recalculations (repository_id) SELECT id FROM fresh ON CONFLICT DO NOTHING;`,
    ),
    ...on(
      'raw_pull_requests',
      'INSERT',
      'raw_added',
      `${queue('SELECT key FROM fresh')}
      DELETE FROM ${schema}.removed_pull_requests AS r USING fresh AS n
        WHERE r.repository_id = n.repository_id AND r.number = n.number;
      ${releasesChanged('SELECT repository_id FROM fresh WHERE merged_at IS NOT NULL')}`,
    ),
    ...on(
      'raw_pull_requests',
      'UPDATE',
      'raw_changed',
      `${queue(`SELECT n.key FROM ${pairs('o.key = n.key')} WHERE ${differ('content_hash')}`)}
      ${releasesChanged(`SELECT n.repository_id FROM ${pairs('o.key = n.key')}
        WHERE coalesce(o.merged_at, n.merged_at) IS NOT NULL AND ${differ('content_hash')} AND (${[
          'merged_at',
          'base_ref_name',
          'head_ref_name',
          'is_cross_repository',
          'merge_commit_sha',
          'incomplete',
        ]
          .map(differ)
          .join(' OR ')} OR ${commitsIn('o')} <> ${commitsIn('n')})`)}`,
    ),
    ...on(
      'raw_pull_requests',
      'DELETE',
      'raw_removed',
      `INSERT INTO ${schema}.removals SELECT pg_current_xact_id()::text::bigint, key FROM stale;
      DELETE FROM ${schema}.unanalyzed USING stale WHERE pull_request_key = key;
      DELETE FROM ${schema}.analyzed_pull_requests USING stale WHERE pull_request_key = key;
      ${releasesChanged('SELECT repository_id FROM stale')}`,
    ),
    ...on(
      'analyzed_pull_requests',
      'DELETE',
      'analysis_removed',
      `INSERT INTO ${schema}.removals SELECT pg_current_xact_id()::text::bigint, pull_request_key FROM stale;
      ${['analysis_details', 'review_requests', 'responses']
        .map(
          (table) =>
            `DELETE FROM ${schema}.${table} AS child USING stale WHERE child.pull_request_key = stale.pull_request_key;`,
        )
        .join('\n')}
      ${releasesChanged('SELECT repository_id FROM stale')}
      ${queue(`SELECT key FROM ${schema}.raw_pull_requests JOIN stale ON pull_request_key = key`)}`,
    ),
    ...on('tags', 'INSERT', 'tag_added', releasesChanged('SELECT repository_id FROM fresh')),
    ...on('tags', 'UPDATE', 'tag_changed', releasesChanged('SELECT repository_id FROM fresh')),
    ...on('tags', 'DELETE', 'tag_removed', releasesChanged('SELECT repository_id FROM stale')),
    // One that has not succeeded releases nothing.
    ...on('deployments', 'INSERT', 'deployment_added', releasesChanged('SELECT repository_id FROM fresh')),
    ...on(
      'deployments',
      'UPDATE',
      'deployment_changed',
      releasesChanged(`SELECT n.repository_id FROM ${pairs('o.repository_id = n.repository_id AND o.id = n.id')}
        WHERE coalesce(o.succeeded_at, n.succeeded_at) IS NOT NULL AND (${[
          'succeeded_at',
          'environment',
          'sha',
          'committed_at',
        ]
          .map(differ)
          .join(' OR ')})`),
    ),
    ...on(
      'deployments',
      'DELETE',
      'deployment_removed',
      releasesChanged('SELECT repository_id FROM stale WHERE succeeded_at IS NOT NULL'),
    ),
    ...noteWrites(schema),
  ]
}

/** The tables that a copy to read has. */
export const readTables = [
  'settings',
  'repositories',
  'raw_pull_requests',
  'tags',
  'deployments',
  'sync_state',
  'freshness',
  'retry_queue',
  'analyzed_pull_requests',
  'analysis_details',
  'review_requests',
  'responses',
  'setting_changes',
  'unanalyzed',
  'removed_pull_requests',
  'recalculations',
  'applied_tokens',
] as const

/**
 * Which transactions wrote to which table: what a copy that is read has not seen, it finds by them. A statement that
 * found no row to write notes nothing.
 */
function noteWrites(schema: string): string[] {
  return [
    ...events.map((event) => {
      const rows = event === 'DELETE' ? 'stale' : 'fresh'
      return `CREATE FUNCTION ${schema}.note_${event.toLowerCase()}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF EXISTS (SELECT 1 FROM ${rows}) THEN
          INSERT INTO ${schema}.writes VALUES (pg_current_xact_id()::text::bigint, TG_TABLE_NAME) ON CONFLICT DO NOTHING;
        END IF;
        RETURN NULL;
      END $$`
    }),
    ...readTables.flatMap((table) =>
      events.map((event) => {
        const name = `note_${event.toLowerCase()}`
        return `CREATE TRIGGER ${name} AFTER ${event} ON ${schema}.${table} REFERENCING ${tables[event]}
          FOR EACH STATEMENT EXECUTE FUNCTION ${schema}.${name}()`
      }),
    ),
  ]
}
