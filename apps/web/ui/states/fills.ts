/** What a mark is filled with: a colour with its pattern, which `PatternDefinitions` draws once beside the pages. */
import type { StageKey, StateKey } from './states.ts'

export const stateFill = (key: StateKey): string => `url(#state-${key})`
export const stageFill = (key: StageKey): string => `url(#stage-${key})`

/** For what has an order and no name, such as ages. @param index from 0 to 5 */
export const bandFill = (index: number): string => `url(#band-${index})`
