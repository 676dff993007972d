/** Scripted faults: what goes wrong on the wire, for which requests, how often. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { JournalEntry } from './journal.ts'

export interface Fault {
  /** Default: every request. */
  readonly when?: (request: JournalEntry) => boolean
  /** Default: once. `Infinity` for as long as it is set. */
  readonly times?: number
  readonly respond: FaultResponse
}

export type FaultResponse =
  | {
      readonly kind: 'status'
      readonly status: number
      readonly headers?: Readonly<Record<string, string>>
      readonly body?: string
    }
  /** GraphQL errors with status 200, and no data. */
  | {
      readonly kind: 'errors'
      readonly errors: readonly { readonly type?: string; readonly message: string }[]
      readonly headers?: Readonly<Record<string, string>>
    }
  /** The real answer, cut off in the middle. */
  | { readonly kind: 'truncate' }
  /** The connection is closed without an answer. */
  | { readonly kind: 'reset' }
  /** The real answer, once the promise resolves. */
  | { readonly kind: 'hold'; readonly until: Promise<unknown> }
  /** No answer until the client gives up. */
  | { readonly kind: 'hang' }
  /** The real answer, changed. */
  | { readonly kind: 'change'; readonly change: (data: never) => unknown }

/** Takes the first fault that fits and uses it up. */
export function takeFault(faults: Fault[], request: JournalEntry): FaultResponse | null {
  const index = faults.findIndex(({ when }) => when === undefined || when(request))
  const fault = faults[index]
  if (!fault) return null
  const left = (fault.times ?? 1) - 1
  if (left > 0) faults[index] = { ...fault, times: left }
  else faults.splice(index, 1)
  return fault.respond
}

/** Faults that need no answer of ours: true when this was one. */
export function answersAlone(
  fault: FaultResponse,
  request: IncomingMessage,
  response: ServerResponse,
  entry: JournalEntry,
): boolean {
  switch (fault.kind) {
    case 'reset':
      request.socket.destroy()
      return true
    case 'hang':
      return true
    case 'status':
      entry.status = fault.status
      response
        .writeHead(fault.status, { 'content-type': 'application/json', ...fault.headers })
        .end(fault.body ?? '{"message":"a scripted fault"}')
      return true
    case 'errors':
      entry.status = 200
      response
        .writeHead(200, { 'content-type': 'application/json', ...fault.headers })
        .end(JSON.stringify({ errors: fault.errors }))
      return true
    default:
      return false
  }
}
