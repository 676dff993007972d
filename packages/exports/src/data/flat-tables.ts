/** Pull requests, segments and responses as one flat table each, for spreadsheets and data frames. */
import { analysisColumns, responseColumns, segmentColumns } from './analysis-columns.ts'
import { type Column, count, seconds, text } from './column.ts'

export interface FlatTable {
  /** Of the file, without its ending. */
  readonly name: string
  readonly meaning: string
  readonly columns: readonly Column[]
  /** Over the exported file: a column for each, in their order. */
  readonly sql: string
}

const named = [
  text('repository', 'the repository, as owner/name'),
  count('number', 'the number of the pull request'),
]
const ofName = "r.owner || '/' || r.name AS repository, a.number"
/** What a row of a flat table has a name for instead. */
const keys = new Set(['pull_request_key', 'pull_request_id', 'repository_id', 'number'])
const without = (columns: readonly Column[], names: ReadonlySet<string>) =>
  columns.filter(({ name }) => !names.has(name))
const select = (columns: readonly Column[], alias: string) =>
  columns.map(({ name }) => `${alias}."${name}"`).join(', ')

const analyses = without(analysisColumns, keys)
const segments = without(segmentColumns, new Set([...keys, 'because', 'until']))
const responses = without(responseColumns, keys)

export const flatTables: readonly FlatTable[] = [
  {
    name: 'pull-requests',
    meaning: 'a pull request that was analyzed',
    columns: [...named, ...analyses],
    sql: `SELECT ${ofName}, ${select(analyses, 'a')} FROM analyzed_pull_requests AS a
      JOIN repositories AS r ON r.id = a.repository_id ORDER BY a.pull_request_key`,
  },
  {
    name: 'segments',
    meaning: 'a part of the history of a pull request',
    columns: [
      ...named,
      ...segments,
      seconds('seconds', 'how long it lasted; null while it lasts'),
      text('began_with', 'what began it: commit, created, ready, request, review, merge and so on'),
      text('ended_with', 'what ended it, in the same words; null while it lasts'),
    ],
    sql: `SELECT ${ofName}, ${select(segments, 's')}, s.to_at - s.from_at, s.because ->> '$.kind', s.until ->> '$.kind'
      FROM segments AS s JOIN analyzed_pull_requests AS a USING (pull_request_key)
      JOIN repositories AS r ON r.id = a.repository_id ORDER BY a.pull_request_key, s.position`,
  },
  {
    name: 'responses',
    meaning: 'what a reviewer said that counts',
    columns: [...named, ...responses],
    sql: `SELECT ${ofName}, ${select(responses, 's')} FROM responses AS s
      JOIN analyzed_pull_requests AS a USING (pull_request_key)
      JOIN repositories AS r ON r.id = a.repository_id ORDER BY a.pull_request_key, s.position`,
  },
]

/** Of the files that are flat, without their endings. */
export const flatNames = ['pull-requests', 'segments', 'responses'] as const
