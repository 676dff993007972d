/**
 * Reads what was merged in a period from the index that holds its figures as text: a row that crosses from SQLite takes
 * a microsecond, a number of a text a few nanoseconds. In the calling thread.
 */
import {
  digitsOfNumber,
  mergedDurations,
  mergedNumbers,
  mergedText,
  nameSeparator,
  type Sqlite,
} from '@upflow/db'
import type { Instant } from '@upflow/model'
import { andAll, type Conditions } from './conditions.ts'
import { type Clock, clocks } from './filter.ts'
import { replacing } from './replace-rows.ts'
import type { Stretch } from './stretch.ts'

export const metrics = mergedDurations
export type Metric = (typeof metrics)[number]

/** What a pull request shares with many: one object for all that have the same, of those that were read at once. */
export interface Profile {
  readonly author: string
  readonly kind: string
  /** Empty where it is not known. */
  readonly size: string
  /** Null when it was not asked for. */
  readonly base: string | null
}

/** The pull requests side by side: what stands at one index of each is of one of them. */
export interface MergedColumns {
  readonly count: number
  /** Of the pull requests; empty where it was not asked for. */
  readonly key: Float64Array
  readonly mergedAt: Float64Array
  /** Of their repositories. */
  readonly ordinal: Float64Array
  /** Sums of `flags`. */
  readonly flags: Float64Array
  readonly profile: readonly Profile[]
  /** Seconds; not a number where there are none. */
  readonly seconds: Readonly<Record<Metric, Float64Array>>
}

/** As the index has them. */
export const flags = {
  unreviewed: 1,
  /** Its whole history was not read. */
  incomplete: 2,
  released: 4,
} as const

export interface MergedOptions {
  /** Of the repositories. */
  readonly ordinals: readonly number[]
  readonly since: Instant | null
  readonly until: Instant | null
  readonly clock: Clock
  /** Reads a second table. */
  readonly withBase: boolean
  /** For what is kept: it takes longer. */
  readonly withKey?: boolean
  /** Of these pull requests alone, by key, whatever their repositories. Default: of all. */
  readonly among?: ReadonlySet<number>
  /** Without those of this time. */
  readonly without?: Stretch
  /** What the index does not hold. */
  readonly only: Conditions
}

export function readMerged(
  sqlite: Sqlite,
  { ordinals, since, until, clock, withBase, withKey = false, among, without, only }: MergedOptions,
): MergedColumns {
  const { ordinal: ofRepository, names, figures } = mergedText('a')
  const [count, keys, profiles, text] = sqlite
    .prepare<unknown[], [number, string | null, Buffer | null, Buffer | null]>(
      `SELECT count(*), ${withKey ? 'group_concat(a.pull_request_key)' : 'NULL'},
         CAST(group_concat(${withBase ? `${names} || char(31) || r.base_ref_name` : names}, char(${separator})) AS BLOB),
         CAST(group_concat(${figures}, '') AS BLOB)
       FROM ${among === undefined ? 'analyzed_pull_requests AS a INDEXED BY analyzed_pull_requests_merged' : 'json_each(?) AS one CROSS JOIN analyzed_pull_requests AS a ON a.pull_request_key = one.value'}
       ${withBase ? 'JOIN raw_pull_requests AS r ON r.key = a.pull_request_key' : ''}
       WHERE ${among === undefined ? `${ofRepository} IN (SELECT value FROM json_each(?))` : 'true'}
         AND a.merged_at IS NOT NULL AND a.merged_at >= ? AND a.merged_at < ?
         ${without === undefined ? '' : 'AND NOT (a.merged_at >= ? AND a.merged_at < ?)'} ${andAll(only)}`,
    )
    .raw()
    .get(
      JSON.stringify(among === undefined ? ordinals : [...among]),
      since ?? Number.NEGATIVE_INFINITY,
      until ?? Number.POSITIVE_INFINITY,
      ...(without === undefined ? [] : [without.since, without.until]),
      ...only.values,
    )!
  const { buffer, byteOffset } = text ?? new Uint8Array()
  const numbers = new DataView(buffer, byteOffset)
  const columnOf = () => new Float64Array(count)
  const merged = [columnOf(), columnOf(), columnOf()] as const
  const durations = metrics.map(columnOf)
  const width = mergedNumbers + clocks.length * metrics.length
  const ofClock = mergedNumbers + clocks.indexOf(clock) * metrics.length
  for (let row = 0; row < count; row++) {
    const first = row * width
    for (let column = 0; column < mergedNumbers; column++)
      merged[column]![row] = parseHexadecimal(numbers, first + column)
    for (let metric = 0; metric < metrics.length; metric++) {
      const number = parseHexadecimal(numbers, first + ofClock + metric)
      durations[metric]![row] = number === 0 ? Number.NaN : number - 1
    }
  }
  return {
    count,
    key: Float64Array.from(keys === null ? [] : (JSON.parse(`[${keys}]`) as number[])),
    mergedAt: merged[0],
    ordinal: merged[1],
    flags: merged[2],
    profile: profiles === null ? [] : parseProfiles(profiles, count),
    seconds: Object.fromEntries(metrics.map((metric, index) => [metric, durations[index]!])) as Record<
      Metric,
      Float64Array
    >,
  }
}

/** Those that have a key, of which some are gone, and those of `come` are there instead. */
export function replaceMerged(
  { count, profile, seconds, ...before }: MergedColumns,
  gone: ReadonlySet<number>,
  come: MergedColumns,
): MergedColumns {
  const { count: staying, columns, list } = replacing(count, (index) => !gone.has(before.key[index]!))
  return {
    ...columns(before, come),
    count: staying + come.count,
    profile: list(profile, come.profile),
    seconds: columns(seconds, come.seconds),
  }
}

/** Between the names of two pull requests: none of them has it. */
const separator = 0x1e

/** Without making a text of each: nearly all have the names of one before. */
function parseProfiles(bytes: Buffer, count: number): Profile[] {
  const known = new Map<number, KnownNames[]>()
  const find = (hash: number, begin: number, end: number): Profile => {
    const alike = known.get(hash)
    const found = alike?.find((one) => areSame(bytes, one, begin, end))
    if (found) return found.profile
    const text = bytes.toString('utf8', begin, end)
    const [author, kind, size, base = null] = text.split(nameSeparator) as [string, string, string]
    const one = { begin, end, profile: { author, kind, size, base } }
    if (alike) alike.push(one)
    else known.set(hash, [one])
    return one.profile
  }
  const profiles: Profile[] = []
  let [begin, hash] = [0, 0]
  for (let at = 0; profiles.length < count; at++) {
    const byte = at < bytes.length ? bytes[at]! : separator
    if (byte === separator) {
      profiles.push(find(hash, begin, at))
      begin = at + 1
      hash = 0
    } else hash = (Math.imul(hash, 31) + byte) | 0
  }
  return profiles
}

/** Where they stand first. */
interface KnownNames {
  readonly begin: number
  readonly end: number
  readonly profile: Profile
}

function areSame(bytes: Buffer, known: KnownNames, begin: number, end: number): boolean {
  if (end - begin !== known.end - known.begin) return false
  for (let at = begin, other = known.begin; at < end; at++, other++)
    if (bytes[at] !== bytes[other]) return false
  return true
}

/** The number at an index of a text of `digitsOfNumber` digits each, of 32 bits and no sign. */
function parseHexadecimal(text: DataView, index: number): number {
  const at = index * digitsOfNumber
  return ((parseFour(text.getUint32(at, true)) << 16) | parseFour(text.getUint32(at + 4, true))) >>> 0
}

/** Four digits, the first in the lowest byte, all at once: a letter has its seventh bit set, and its low half begins with 1. */
function parseFour(bytes: number): number {
  const digits = (bytes & 0x0f0f0f0f) + ((bytes >>> 6) & 0x01010101) * 9
  const pairs = ((digits << 4) | (digits >>> 8)) & 0x00ff00ff
  return ((pairs & 0xff) << 8) | (pairs >>> 16)
}
