/** Where the rows of the timeline stand, from above. Pixels. */

export const axisHeight = 22
export const stateTop = axisHeight + 4
export const stateHeight = 34
export const eventsTop = stateTop + stateHeight + 6
export const eventsHeight = 26
export const reviewersTop = eventsTop + eventsHeight + 4
export const wideRow = 24
export const narrowRow = 36
export const wideGutter = 132
