/** Views of pages that people keep by a name. */
import { type Kysely, sql } from 'kysely'

export async function savedViewTable(db: Kysely<never>): Promise<void> {
  // user_id: null for one that was kept where nobody signs in. query: what stands behind the ? of its address.
  await sql`CREATE TABLE saved_views (
    id TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    user_id TEXT REFERENCES "user" ("id") ON DELETE CASCADE,
    name TEXT NOT NULL,
    page TEXT NOT NULL,
    query TEXT NOT NULL,
    created_at INTEGER NOT NULL
  ) STRICT`.execute(db)
  await sql`CREATE UNIQUE INDEX saved_views_by_name
    ON saved_views (organization_id, coalesce(user_id, ''), name)`.execute(db)
}
