/** Commits as a sync makes them, but for what a test says otherwise. */
import type { PageCommit, SentAnalysis, SyncStateRow } from '../src/index.ts'
import { repositoryId } from './store-places.ts'

export const state = (overrides: Partial<SyncStateRow> = {}): SyncStateRow => ({
  repository_id: repositoryId,
  phase: 'backfill',
  pass_token: 'step',
  mode: 'full',
  cursor: 'next',
  page_size: 24,
  pages: 1,
  seen: 1,
  changed: 0,
  total: null,
  pending_high: null,
  watermark: null,
  completed_at: null,
  ...overrides,
})

let tokens = 0
export const page = (overrides: Partial<PageCommit> = {}): PageCommit => ({
  repositoryId,
  token: `step#${tokens++}`,
  items: [],
  unread: [],
  unstorableNextAt: 60,
  unnamed: { reasons: [], nextAt: 0, areNews: false },
  seen: null,
  facts: null,
  state: state(),
  isLast: false,
  isLastWhenUnchanged: [],
  end: { at: 100, crawl: null, fresh: null },
  ...overrides,
})

export const columns = [
  'pull_request_id',
  'repository_id',
  'number',
  'state',
  'kind',
  'author_login',
  'author_kind',
  'created_at',
  'title',
  'url',
]

export function analysis(
  key: number,
  contentHash: string,
  { title = 'A change', reviewers = ['ann'] }: { title?: string; reviewers?: readonly string[] } = {},
): SentAnalysis {
  const number = key % 2 ** 32
  const analyzed = ['PR', repositoryId, number, 'open', 'work', 'eve', 'user', 1_000, title, 'https://a']
  const rows = JSON.stringify({
    analyzed,
    requests: reviewers.flatMap((login) => [login, 'user', null, 5, null, 9, 4, 4]),
    responses: reviewers.flatMap((login) => [login, 'user', 9, 'approval', `id-${login}`, 5, 4, 4, 1]),
  })
  const history = JSON.stringify({ actors: [], boundaries: [], states: [] })
  return { key, contentHash, analysisHash: rows, rows, history, ignored: '[]' }
}
