/** The summed time of a group: that of its stages, which add up. */
import type { Figures } from '../api/types.ts'
import { stageKeys } from '../states/states.ts'

/** Seconds; none of nothing. */
export const spentOf = (figures: Pick<Figures, 'spentSeconds'> | null): number =>
  figures === null ? 0 : stageKeys.reduce((sum, key) => sum + figures.spentSeconds[key], 0)
