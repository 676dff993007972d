/** Sentences in parts, of which each number knows the list of what it counts. */
import type { ListAddress } from '../app/list-address.ts'
import type { View } from '../app/view.ts'

export interface TextPart {
  readonly text: string
  /** Of what is counted, what it adds to the list of all; none where nothing is counted. */
  readonly list?: View
  /** Where that list is, if not where those of the others are. */
  readonly at?: ListAddress
}

/** As it is read. */
export const textOf = (parts: readonly TextPart[]): string => parts.map(({ text }) => text).join('')

/** A number with its list; of none there is no list. */
export const countPart = (count: number, text: string, list: View): TextPart =>
  count === 0 ? { text } : { text, list }
