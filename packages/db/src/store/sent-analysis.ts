/** An analysis on its way to the store: text crosses threads several times quicker than the values in it. */
import type { ResponseRow, ReviewRequestRow } from '../tenant/tables.ts'

type Value = string | number | null

export interface AnalysisRows {
  /** Of the analyzed row; the batch names the columns. */
  readonly analyzed: readonly Value[]
  /** The values of one row after the other, without the key and the position. */
  readonly requests: readonly Value[]
  readonly responses: readonly Value[]
}

export interface SentAnalysis {
  readonly key: number
  /** Of the raw pull request that was analyzed: what has another by now is not written. */
  readonly contentHash: string
  /** Of all that follows. */
  readonly analysisHash: string
  /** JSON of `AnalysisRows`. */
  readonly rows: string
  /** The details as they are stored: texts within texts would be written twice. */
  readonly history: string
  readonly ignored: string
}

export const requestColumns = [
  'reviewer_login',
  'reviewer_kind',
  'requested_by',
  'requested_at',
  'removed_at',
  'responded_at',
  'seconds',
  'working_seconds',
] as const satisfies (keyof ReviewRequestRow)[]
export const responseColumns = [
  'reviewer_login',
  'reviewer_kind',
  'at',
  'kind',
  'id',
  'requested_at',
  'seconds',
  'working_seconds',
  'is_answer',
] as const satisfies (keyof ResponseRow)[]

export const fromSent = ({ rows }: SentAnalysis): AnalysisRows => JSON.parse(rows) as AnalysisRows
