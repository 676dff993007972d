/** What is wrong with a command itself, by the code that `--json` says; `unknown` is what nothing else has a code for. */
export type CliErrorCode =
  | 'cli/usage'
  | 'cli/invalid-value'
  | 'cli/output-failed'
  | 'cli/interrupted'
  | 'unknown'
