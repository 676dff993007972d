/**
 * One thing that can be read, said once: its address, what may be asked, the shape of the answer, and how it is had.
 * Parameters, errors, entity tags, CSV and NDJSON follow from that, the same for all (serve-read.ts).
 */
import type { z } from '@hono/zod-openapi'
import type { ApiContext } from './api-context.ts'
import type { Caller } from './caller.ts'

export interface Asked<Params = Record<string, unknown>, Query = Record<string, unknown>> {
  readonly params: Params
  readonly query: Query
  readonly caller: Caller
  /** Aborted when the client has gone away. */
  readonly signal: AbortSignal
  /** Reads what a version and its answer both need once for a request, by its name: so they are of the same. */
  once<Found>(name: string, read: () => Promise<Found>): Promise<Found>
}

/** As rows, for spreadsheets and scripts. */
export interface Table<Params, Query, Row> {
  readonly row: z.ZodType<Row>
  /** All of them, not only those of the page, in batches. */
  rows(asked: Asked<Params, Query>, context: ApiContext): AsyncIterable<readonly Row[]>
}

export interface Read<
  Params extends z.ZodObject = z.ZodObject,
  Query extends z.ZodObject = z.ZodObject,
  Answer extends z.ZodType = z.ZodType,
  Row = never,
> {
  /** Below `/api/v1`, `/organizations/{organization}/pulls`. */
  readonly path: string
  /** Its name in clients that are generated. */
  readonly id: string
  readonly tag: string
  readonly summary: string
  readonly description?: string
  readonly params: Params
  readonly query: Query
  readonly answer: Answer
  /**
   * Refuses what whoever asks may not have of it, before anything of it is read. What it returns names the part of the
   * answer that they have, where others have another; null where all have the same.
   */
  admit?(asked: Asked<z.output<Params>, z.output<Query>>, context: ApiContext): Promise<string | null>
  /**
   * What the answer is of: the same text, the same answer. With it, a client that has the answer is told so without a
   * read; without it, the answer is read and compared.
   */
  version?(asked: Asked<z.output<Params>, z.output<Query>>, context: ApiContext): Promise<string>
  /** JSON that is ready goes out as it is. */
  read(
    asked: Asked<z.output<Params>, z.output<Query>>,
    context: ApiContext,
  ): Promise<z.output<Answer> | Uint8Array>
  readonly table?: Table<z.output<Params>, z.output<Query>, Row>
}

/** Only after a definition's types were checked against each other are they forgotten. */
export type AnyRead = Read<z.ZodObject, z.ZodObject, z.ZodType, unknown>

export const defineRead = <
  Params extends z.ZodObject,
  Query extends z.ZodObject,
  Answer extends z.ZodType,
  Row = never,
>(
  read: Read<Params, Query, Answer, Row>,
): AnyRead => read as unknown as AnyRead
