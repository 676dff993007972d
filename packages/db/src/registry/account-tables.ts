/**
 * The tables of people and of what they may do. The first four are as better-auth writes them, frozen here, so that
 * its next release changes no file unseen (a test compares); the others are ours. Of secrets there are hashes.
 */
import { type Kysely, sql } from 'kysely'

const authTables = [
  `CREATE TABLE "user" ("id" text not null primary key, "name" text not null, "email" text not null unique,
     "emailVerified" integer not null, "image" text, "createdAt" date not null, "updatedAt" date not null)`,
  `CREATE TABLE "session" ("id" text not null primary key, "expiresAt" date not null, "token" text not null unique,
     "createdAt" date not null, "updatedAt" date not null, "ipAddress" text, "userAgent" text,
     "userId" text not null references "user" ("id") on delete cascade)`,
  `CREATE TABLE "account" ("id" text not null primary key, "accountId" text not null, "providerId" text not null,
     "userId" text not null references "user" ("id") on delete cascade, "accessToken" text, "refreshToken" text,
     "idToken" text, "accessTokenExpiresAt" date, "refreshTokenExpiresAt" date, "scope" text, "password" text,
     "createdAt" date not null, "updatedAt" date not null)`,
  `CREATE TABLE "verification" ("id" text not null primary key, "identifier" text not null, "value" text not null,
     "expiresAt" date not null, "createdAt" date not null, "updatedAt" date not null)`,
  'CREATE INDEX "session_userId_idx" on "session" ("userId")',
  'CREATE INDEX "account_userId_idx" on "account" ("userId")',
  'CREATE INDEX "verification_identifier_idx" on "verification" ("identifier")',
]

const ownTables = [
  `CREATE TABLE administrators (
     user_id TEXT PRIMARY KEY REFERENCES "user" ("id") ON DELETE CASCADE
   ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE memberships (
     organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
     user_id TEXT NOT NULL REFERENCES "user" ("id") ON DELETE CASCADE,
     role TEXT NOT NULL CHECK (role IN ('viewer', 'member', 'admin', 'owner')),
     created_at INTEGER NOT NULL,
     PRIMARY KEY (organization_id, user_id)
   ) STRICT, WITHOUT ROWID`,
  'CREATE INDEX memberships_by_user ON memberships (user_id)',
  // hash: SHA-256 of what is in the link.
  `CREATE TABLE invitations (
     id TEXT PRIMARY KEY,
     hash TEXT NOT NULL UNIQUE,
     organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
     role TEXT NOT NULL CHECK (role IN ('viewer', 'member', 'admin', 'owner')),
     note TEXT NOT NULL,
     created_by TEXT NOT NULL,
     created_at INTEGER NOT NULL,
     expires_at INTEGER NOT NULL,
     used_at INTEGER
   ) STRICT`,
  // user_id: null for one that was made where nobody signs in. scopes: with spaces between them.
  `CREATE TABLE api_tokens (
     id TEXT PRIMARY KEY,
     hash TEXT NOT NULL UNIQUE,
     organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
     user_id TEXT REFERENCES "user" ("id") ON DELETE CASCADE,
     name TEXT NOT NULL,
     scopes TEXT NOT NULL,
     created_at INTEGER NOT NULL,
     expires_at INTEGER NOT NULL,
     last_used_at INTEGER,
     revoked_at INTEGER
   ) STRICT`,
  'CREATE INDEX api_tokens_by_organization ON api_tokens (organization_id)',
  `CREATE TABLE one_time_links (
     hash TEXT PRIMARY KEY,
     purpose TEXT NOT NULL CHECK (purpose IN ('set-up', 'reset')),
     user_id TEXT REFERENCES "user" ("id") ON DELETE CASCADE,
     expires_at INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID`,
  // organization_id: null for what is of the whole installation. It names what may be gone by now.
  `CREATE TABLE account_changes (
     id INTEGER PRIMARY KEY,
     changed_at INTEGER NOT NULL,
     changed_by TEXT NOT NULL,
     organization_id TEXT,
     what TEXT NOT NULL,
     subject TEXT NOT NULL,
     before TEXT,
     after TEXT
   ) STRICT`,
]

export async function accountTables(db: Kysely<never>): Promise<void> {
  for (const statement of [...authTables, ...ownTables]) await sql.raw(statement).execute(db)
}
