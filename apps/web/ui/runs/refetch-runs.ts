/** How soon a list of runs is asked for again: sooner while something is under way. */
import type { Answer } from '../api/types.ts'
import { isOver } from './run-words.ts'

const whileActiveMs = 2_000
const whileQuietMs = 15_000

export const refetchRuns = ({
  state: { data },
}: {
  readonly state: { readonly data: Answer<'runs'> | undefined }
}): number => (data?.runs.some(({ status }) => !isOver(status)) ? whileActiveMs : whileQuietMs)
