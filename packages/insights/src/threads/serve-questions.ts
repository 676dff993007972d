/** What a thread does: answers one question after the other from files that it opens to read only. */
import { once } from 'node:events'
import type { MessagePort } from 'node:worker_threads'
import { toDbError } from '@upflow/db'
import type { OrganizationId } from '@upflow/model'
import { answers, type QueryName } from '../queries.ts'
import { type CrossedError, toCrossed } from './crossed-error.ts'
import { createOpenFiles } from './open-files.ts'

export interface ServeQuestionsTask {
  readonly port: MessagePort
  readonly mostFiles: number
  readonly mostKeptBytes: number
}

export interface Question {
  readonly path: string
  /** Of the version of the data (data-versions.ts) that it is asked of: the answer is of that or of a later one. */
  readonly order: number
  readonly organizationId: OrganizationId
  readonly name: QueryName
  readonly request: unknown
}

/** The answer as JSON in UTF-8: written where nobody is served, and handed on as it is. */
export type Reply =
  | { readonly answer: Uint8Array; readonly error?: never }
  | { readonly error: CrossedError; readonly answer?: never }

/** When nothing is asked for so long, no view of a file stays open. */
const idleMs = 50

export async function serveQuestions({ port, mostFiles, mostKeptBytes }: ServeQuestionsTask): Promise<void> {
  const files = createOpenFiles({ most: mostFiles, mostKeptBytes })
  const encoder = new TextEncoder()
  let idle: NodeJS.Timeout | undefined
  const answer = async ({ path, order, organizationId, name, request }: Question): Promise<void> => {
    clearTimeout(idle)
    files.endViews('old')
    try {
      const { tenant, kept, snapshot } = files.open(path, organizationId)
      const found = await snapshot.of<unknown>(order, () => answers[name](tenant, request as never, kept))
      const bytes = encoder.encode(JSON.stringify(found))
      port.postMessage({ answer: bytes } satisfies Reply, [bytes.buffer])
    } catch (error) {
      const known = toDbError(error, path, `file of organization '${organizationId}'`)
      port.postMessage({ error: toCrossed(known) } satisfies Reply)
    }
    idle = setTimeout(() => files.endViews('all'), idleMs)
  }
  port.on('message', (question: Question) => void answer(question))
  await once(port, 'close')
  clearTimeout(idle)
  files.close()
}
