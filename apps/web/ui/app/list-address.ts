/** Where the list behind a number can be: each takes what is counted from its address. */
export type ListAddress =
  | '/o/$org/pulls'
  | '/o/$org/now'
  | '/o/$org/health'
  | '/o/$org/health/pulls'
  | '/o/$org/health/ignored'
  | '/o/$org/reviews/responses'
  | '/o/$org/reviews/requests'
