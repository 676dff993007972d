/** What became of a pull request that was read again, in words. */
import type { Run } from '../api/types.ts'
import { formatList } from '../format/number.ts'

interface Refreshed {
  readonly became: 'new' | 'changed' | 'unchanged' | 'gone' | 'absent' | 'unread'
  readonly parts: readonly string[]
}

/** Of names as the pull request has them: `mergedAt` is `merged at`. */
const partWords = (part: string): string => part.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)

export function refreshWords({ status, error, output }: Pick<Run, 'status' | 'error' | 'output'>): string {
  const [one] = (output as { readonly pullRequests?: readonly Refreshed[] } | null)?.pullRequests ?? []
  if (!one) return error?.message ?? `It was not read: the run is ${status}.`
  switch (one.became) {
    case 'unchanged':
      return 'Read again: nothing has changed.'
    case 'gone':
      return 'GitHub no longer has it: it is removed here.'
    case 'absent':
      return 'GitHub has none of this number.'
    case 'unread':
      return 'Not all of it could be read: it is tried again later.'
    case 'new':
      return 'Read for the first time.'
    default:
      return `Read again. Changed: ${formatList(one.parts.map(partWords))}.`
  }
}
