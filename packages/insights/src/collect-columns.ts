/** Makes columns of the rows that are read: numbers side by side, and what many share once. */
import type { Profile } from './merged-columns.ts'

/** Instants and seconds; not a number where there is none. */
export type Numbers = Float64Array

/** As SQL; in this order they stand in a row. */
export interface Columns {
  readonly numbers: readonly string[]
  readonly texts: readonly string[]
}

export type Values = readonly (number | string | null)[]

export interface Collected {
  readonly width: number
  /** The numbers of the row that begins there. */
  push(values: Values, at: number): void
  done(): Numbers[]
}

export function collect({ numbers, texts }: Columns): Collected {
  const columns = numbers.map((): number[] => [])
  return {
    width: numbers.length + texts.length,
    push(values, at) {
      for (let column = 0; column < columns.length; column++)
        columns[column]!.push((values[at + column] as number | null) ?? Number.NaN)
    },
    done: () => columns.map((column) => Float64Array.from(column)),
  }
}

/** SQL of what a profile is made of, from `analyzed_pull_requests AS s`. */
export const profileColumns = ['s.author_login', 's.kind', `coalesce(s.size_class, '')`] as const

export interface Profiles {
  readonly all: readonly Profile[]
  /** That of the row whose texts begin there. */
  push(values: Values, at: number): void
}

export function collectProfiles(): Profiles {
  const all: Profile[] = []
  const known = new Map<string, Profile>()
  return {
    all,
    push(values, at) {
      const [author, kind, size] = [values[at], values[at + 1], values[at + 2]] as [string, string, string]
      const names = `${author}\n${kind}\n${size}`
      const found = known.get(names) ?? { author, kind, size, base: null }
      known.set(names, found)
      all.push(found)
    },
  }
}
