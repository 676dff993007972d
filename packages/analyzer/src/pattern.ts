/**
 * Patterns that people write run on RE2: linear time whatever they write, and checked when they are set. Most begin
 * with a text or one of several; what begins otherwise is told by that, without running the pattern.
 */
import { RE2JS } from 're2js'
import { AnalyzerError } from './analyzer-error.ts'

/**
 * Compiles a pattern in RE2 syntax that must match the whole text.
 * @throws AnalyzerError `analyzer/invalid-pattern` when it is not one (a backreference or look-around is not)
 */
export function compilePattern(pattern: string): (text: string) => boolean {
  try {
    const compiled = RE2JS.compile(pattern)
    const beginnings = beginningsOf(pattern)
    if (beginnings.length === 0) return (text) => compiled.matches(text)
    return (text) => beginnings.some((one) => text.startsWith(one)) && compiled.matches(text)
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

const literal = `[\\w "'#%&,/:;<=>@~-]+`
/** A quantifier is of what stands before it, flags in between or not. */
const quantifier = String.raw`(?:\(\?[a-zA-Z-]*\))*[*+?{]`
/** A literal, or several in a group; what is repeated may be absent, and an alternative beside it begins otherwise. */
const begins = new RegExp(
  String.raw`^(?:\((${literal}(?:\|${literal})*)\)|(${literal}))(?!${quantifier})[^|]*$`,
)

/** What a text that matches begins with, one of them; none when that cannot be seen. */
function beginningsOf(pattern: string): readonly string[] {
  const [, several, one] = begins.exec(pattern) ?? []
  return several?.split('|') ?? (one === undefined ? [] : [one])
}
