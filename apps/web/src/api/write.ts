/**
 * One thing that can be changed or begun, said once beside what can be read (read.ts): its address, its body, the shape
 * of the answer, and how it is done. Who did it, conflicts and what is refused are the same for all (serve-write.ts).
 */
import type { z } from '@hono/zod-openapi'
import type { ApiContext } from './api-context.ts'
import type { Caller } from './caller.ts'

export interface Wanted<Params = Record<string, unknown>, Body = Record<string, unknown>> {
  readonly params: Params
  readonly body: Body
  /** Of `If-Match`: the version that the change was made from; null when none was given. */
  readonly ifVersion: string | null
  readonly caller: Caller
  /** Aborted when the client has gone away. */
  readonly signal: AbortSignal
}

export interface Write<
  Params extends z.ZodObject = z.ZodObject,
  Body extends z.ZodObject = z.ZodObject,
  Answer extends z.ZodType = z.ZodType,
> {
  readonly method: 'post' | 'put' | 'patch' | 'delete'
  /** Below `/api/v1`, `/organizations/{organization}/settings/{key}`. */
  readonly path: string
  /** Its name in clients that are generated, and in the table of who may do it. */
  readonly id: string
  readonly tag: string
  readonly summary: string
  readonly description?: string
  readonly params: Params
  /** What is not in it is refused by name. */
  readonly body: Body
  readonly answer: Answer
  write(wanted: Wanted<z.output<Params>, z.output<Body>>, context: ApiContext): Promise<z.output<Answer>>
}

/** Only after a definition's types were checked against each other are they forgotten. */
export type AnyWrite = Write

export const defineWrite = <Params extends z.ZodObject, Body extends z.ZodObject, Answer extends z.ZodType>(
  write: Write<Params, Body, Answer>,
): AnyWrite => write as unknown as AnyWrite
