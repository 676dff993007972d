/** Patterns that people write run on RE2: linear time whatever they write, and checked when they are set. */
import { RE2JS } from 're2js'
import { AnalyzerError } from './analyzer-error.ts'

/**
 * Compiles a pattern in RE2 syntax that must match the whole text.
 * @throws AnalyzerError `analyzer/invalid-pattern` when it is not one (a backreference or look-around is not)
 */
export function compilePattern(pattern: string): (text: string) => boolean {
  try {
    const compiled = RE2JS.compile(pattern)
    return (text) => compiled.matches(text)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new AnalyzerError(
      'analyzer/invalid-pattern',
      `The pattern '${pattern}' cannot be used: ${why}. Write it in RE2 syntax, without backreferences and look-around, for example 'v\\d+\\.\\d+\\.\\d+'.`,
      { pattern },
      { cause },
    )
  }
}
