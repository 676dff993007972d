/**
 * Names a step of a run, the same for every try of it. Whoever finds what was applied under it can ask whether the step
 * may still go on with that.
 */
export interface StepName {
  readonly runId: string
  readonly step: string
}

export const tokenOf = (runId: string, step: string): string => `${runId}:${step}`

/** Null of a text that is no token: a run's id has no colon in it, a step's key may. */
export function parseToken(token: string): StepName | null {
  const end = token.indexOf(':')
  return end < 1 ? null : { runId: token.slice(0, end), step: token.slice(end + 1) }
}
