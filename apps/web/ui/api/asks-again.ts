/** What is asked again by itself: what may be answered the next time. */
import { ApiError, noAnswer } from './client.ts'

const mostFailures = 3

/** @param failures before this one */
export const asksAgain = (failures: number, error: Error): boolean =>
  failures + 1 < mostFailures && mayAnswerNext(error)

/**
 * A server that does not answer may be starting, also behind a proxy that answers for it, and one that is too busy says
 * so. Whatever else it answers, it would answer again: also that another server could not be reached, which it has
 * tried often enough by then.
 */
const mayAnswerNext = (error: Error): boolean =>
  !(error instanceof ApiError) ||
  error.status === 0 ||
  error.status === 503 ||
  (error.status > 500 && error.code === noAnswer)
