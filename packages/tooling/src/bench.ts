/**
 * The one benchmark harness: each case is run several times, in turns, so that a slow minute of the machine falls on
 * all of them; medians and their ratio to the reference case are printed, with the machine, or as JSON with `--json`.
 */
import { cpus, totalmem } from 'node:os'

export interface Case {
  readonly name: string
  /** What is measured, already divided: `12_000` for `steps/s`. */
  readonly run: () => Promise<number> | number
  readonly unit: string
  /** Lower is better (a delay); default: higher is better (a rate). */
  readonly lowerIsBetter?: boolean
  /** The name of the peer or limit, among the cases before, that this one is held against. */
  readonly against?: string
  /** Of `lowerIsBetter` the most, else the least: of the median, or of its ratio to what it is held against. */
  readonly floor?: number
}

export interface BenchOptions {
  /** Default 5. */
  readonly runs?: number
}

/** Ends the process with 1 when something is beyond its floor, and says what. */
export async function bench(
  title: string,
  cases: readonly Case[],
  { runs = 5 }: BenchOptions = {},
): Promise<void> {
  const samples = new Map<string, number[]>(cases.map(({ name }) => [name, []]))
  for (let run = 0; run < runs; run++) for (const one of cases) samples.get(one.name)!.push(await one.run())
  const medians = new Map([...samples].map(([name, values]) => [name, median(values)]))
  checkFloors(cases, medians)
  const rows = cases.map(({ name, unit, against, floor, lowerIsBetter = false }) => ({
    name,
    median: round(medians.get(name)!),
    unit,
    lowerIsBetter,
    spread: [round(Math.min(...samples.get(name)!)), round(Math.max(...samples.get(name)!))],
    ...(against === undefined ? {} : { against, ratio: round(medians.get(name)! / medians.get(against)!) }),
    ...(floor === undefined ? {} : { floor: round(floor) }),
  }))
  const machine = {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
  }
  if (process.argv.includes('--json')) {
    console.log(JSON.stringify({ title, machine, runs, rows }))
    return
  }
  console.log(
    `\n${title}\n${machine.cores} × ${machine.cpu}, ${machine.memoryGiB} GiB, Node ${machine.node}; median of ${runs} runs (least to most)\n`,
  )
  const width = Math.max(...rows.map(({ name }) => name.length))
  for (const { name, median: middle, unit, lowerIsBetter, spread, against, ratio, floor } of rows)
    console.log(
      `  ${name.padEnd(width)}  ${String(middle).padStart(10)} ${unit} (${spread.join(' to ')})${against === undefined ? '' : `  = ${ratio} × ${against}`}${floor === undefined ? '' : `  (${lowerIsBetter ? 'at the most' : 'at the least'} ${floor})`}`,
    )
}

function checkFloors(cases: readonly Case[], medians: ReadonlyMap<string, number>): void {
  for (const { name, floor, against, lowerIsBetter } of cases) {
    if (floor === undefined) continue
    const value = medians.get(name)! / (against === undefined ? 1 : medians.get(against)!)
    if (lowerIsBetter ? value <= floor : value >= floor) continue
    console.error(`${name}: ${round(value)} is beyond its floor of ${round(floor)}`)
    process.exitCode = 1
  }
}

/** Cases that are read from one measurement: in each run the first of them measures. */
export function together<T>(
  measure: () => Promise<T>,
  cases: readonly (Omit<Case, 'run'> & { readonly of: (measured: T) => number })[],
): Case[] {
  let measured: T
  return cases.map(({ of, ...one }, index) => ({
    ...one,
    run: async () => {
      if (index === 0) measured = await measure()
      return of(measured)
    },
  }))
}

const median = (values: readonly number[]) => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
const round = (value: number) => (value >= 100 ? Math.round(value) : Number(value.toPrecision(3)))
