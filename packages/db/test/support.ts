/** Real files in a folder that the test removes. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ghost, type RawPullRequest, toPullRequestId, toRepositoryId } from '@upflow/model'
import { afterEach } from 'vitest'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'upflow-db-'))
  folders.push(folder)
  return folder
}

/** Another process that holds the write lock of a file until it is told to let go by closing its input. */
export async function lockElsewhere(path: string): Promise<{ release(): Promise<void> }> {
  const source = `
    import Database from 'better-sqlite3'
    const db = new Database(${JSON.stringify(path)})
    db.exec('BEGIN IMMEDIATE')
    process.stdout.write('locked')
    process.stdin.on('end', () => { db.exec('COMMIT'); db.close() }).resume()`
  const child: ChildProcess = spawn(process.execPath, ['--input-type=module', '-e', source], {
    cwd: import.meta.dirname,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  await new Promise((resolve) => child.stdout!.once('data', resolve))
  return {
    release: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve())
        child.stdin!.end()
      }),
  }
}

export const pullRequest = (overrides: Partial<RawPullRequest> = {}): RawPullRequest => ({
  id: toPullRequestId('PR_1'),
  fullDatabaseId: '1',
  repositoryId: toRepositoryId('R_1'),
  number: 1,
  title: 'A change',
  url: 'https://github.com/a/b/pull/1',
  state: 'open',
  isDraft: false,
  author: ghost,
  baseRefName: 'main',
  headRefName: 'topic',
  isCrossRepository: false,
  createdAt: 1_000,
  updatedAt: 2_000,
  mergedAt: null,
  closedAt: null,
  mergeCommitSha: null,
  additions: 1,
  deletions: 1,
  changedFiles: 1,
  commits: [],
  reviews: [],
  comments: [],
  events: [],
  requestedReviewers: [],
  files: [],
  labels: [],
  incomplete: [],
  ...overrides,
})

export const busy = { worker: 'test', organization: 'acme' }
