/**
 * What is typed, word by word: values stay the texts they are, an option belongs to its command and action, and is
 * given once unless it may be repeated.
 */
import { parseArgs } from 'node:util'
import { UsageError } from './exit-codes.ts'
import { nearest } from './nearest.ts'

export interface OptionSpec {
  /** What its value is called in help; an option without one is a switch. */
  readonly value?: string
  readonly text: string
  readonly mayRepeat?: boolean
  /** Of the command's actions, those that take it. Default: all. */
  readonly actions?: readonly string[]
}
export type OptionSpecs = Readonly<Record<string, OptionSpec>>

export interface Words {
  /** In order, the command first. */
  readonly positionals: readonly string[]
  isSet(option: string): boolean
  /** The value of an option that is given at most once. */
  valueOf(option: string): string | undefined
  /** The values of an option that may be repeated; null when it is not given. */
  valuesOf(option: string): readonly string[] | null
  /** @throws UsageError when one is given that the command or its action does not take, or twice */
  check(taken: OptionSpecs, action: string | undefined): void
}

const shortNames: Readonly<Record<string, string>> = { h: 'help', v: 'version' }

/**
 * @param known the options of all commands: one name means the same everywhere
 * @throws UsageError about a letter that is none: `-dash` is d, a, s and h, and nobody who writes it asks for help
 */
export function readWords(argv: readonly string[], known: OptionSpecs): Words {
  const { tokens } = parseArgs({
    args: [...argv],
    options: Object.fromEntries(
      Object.entries(known).map(([name, { value }]) => [name, { type: value ? 'string' : 'boolean' }]),
    ),
    strict: false,
    tokens: true,
  })
  const given = tokens.flatMap((token) =>
    token.kind === 'option' ? [{ ...token, name: shortNames[token.name] ?? token.name }] : [],
  )
  const odd = given.find(({ name, rawName }) => /^-[^-]/.test(rawName) && !Object.hasOwn(known, name))
  if (odd) throw new UsageError(`unknown option ${odd.rawName}`)
  const valuesOf = (option: string) =>
    given.flatMap(({ name, value }) => (name === option ? [value ?? ''] : []))
  return {
    positionals: tokens.flatMap((token) => (token.kind === 'positional' ? [token.value] : [])),
    isSet: (option) => given.some(({ name }) => name === option),
    valueOf: (option) => valuesOf(option)[0],
    valuesOf(option) {
      const values = valuesOf(option)
      return values.length === 0 ? null : values
    },
    check(taken, action) {
      const seen = new Set<string>()
      for (const { name, rawName, value, inlineValue } of given) {
        const option = Object.hasOwn(taken, name) ? taken[name] : undefined
        if (!option) throw unknownOption(rawName, namesOf(taken, action))
        if (option.actions && action !== undefined && !option.actions.includes(action))
          throw new UsageError(`${rawName} goes with ${option.actions.join(' or ')}, not with ${action}`)
        if (option.value && (value === undefined || (!inlineValue && /^-./.test(value))))
          throw new UsageError(
            `the value of ${rawName} is missing; one that begins with a dash is written ${rawName}=VALUE`,
          )
        if (!option.value && value !== undefined) throw new UsageError(`${rawName} takes no value`)
        if (seen.has(name) && !option.mayRepeat) throw new UsageError(`${rawName} is given twice`)
        seen.add(name)
      }
    },
  }
}

const namesOf = (taken: OptionSpecs, action: string | undefined): string[] =>
  Object.keys(taken).filter(
    (name) => action === undefined || (taken[name]!.actions?.includes(action) ?? true),
  )

function unknownOption(rawName: string, names: readonly string[]): UsageError {
  const meant = nearest(rawName.replace(/^-+/, ''), names)
  return new UsageError(`unknown option ${rawName}${meant === null ? '' : `: did you mean --${meant}?`}`)
}
