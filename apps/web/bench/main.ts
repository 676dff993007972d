/**
 * How well one process serves people while jobs run in it, beside a control that has nothing to do; and how quickly it
 * answers what pages ask (`reads`, `reads-busy`).
 * `--scenario both --size 20x500 --seconds 5 --runs 3`; scenario and size may be given several times.
 * `--people 100`: instead, so many who have signed in read while two organizations are worked on.
 */
import { parseArgs } from 'node:util'
import { bench, type Case, together } from '@upflow/tooling/bench'
import { type Bench, withProcesses } from '@upflow/tooling/bench-process'
import { inhabit, measurePeople, peopleCases } from './people.ts'
import { analyzeAll, measureReads, readCases } from './reads.ts'
import {
  createOrganization,
  type Measured,
  measure,
  type Organization,
  type Scenario,
  type Served,
  type Size,
  scenarios,
} from './scenarios.ts'

const readScenarios = ['reads', 'reads-busy']

const { values } = parseArgs({
  options: {
    json: { type: 'boolean' },
    scenario: {
      type: 'string',
      multiple: true,
      default: [...scenarios.map(({ name }) => name), ...readScenarios],
    },
    size: { type: 'string', multiple: true, default: ['20x5000', '1x50000'] },
    seconds: { type: 'string', default: '20' },
    runs: { type: 'string', default: '1' },
    people: { type: 'string' },
  },
})
const seconds = Number(values.seconds)
const say = (line: string) => void process.stderr.write(`${line}\n`)

function parseSize(text: string): Size {
  const [, repositories, pullRequests] = /^(\d+)x(\d+)$/.exec(text) ?? []
  if (!repositories || !pullRequests) throw new RangeError(`'${text}' is not a size: write it as 20x5000`)
  return { repositories: Number(repositories), pullRequests: Number(pullRequests) }
}

const titleOf = ({ repositories, pullRequests }: Size) =>
  `${repositories} × ${pullRequests.toLocaleString('en')}`

/** What is measured of both servers. */
const figures: readonly { name: string; of: (served: Served) => number }[] = [
  { name: 'health p50', of: ({ health }) => health.p50 },
  { name: 'health p90', of: ({ health }) => health.p90 },
  { name: 'health p99', of: ({ health }) => health.p99 },
  { name: 'health max', of: ({ health }) => health.max },
  { name: 'event-loop delay p99.9', of: ({ loopDelayMs }) => loopDelayMs.p999 },
  { name: 'event-loop delay max', of: ({ loopDelayMs }) => loopDelayMs.max },
  { name: 'longest call to SQLite on the main thread', of: ({ longestCallMs }) => longestCallMs },
]

function casesOf(title: string, scenario: Scenario, run: () => Promise<Measured>): Case[] {
  const lowerIsBetter = true
  return together(run, [
    ...figures.flatMap(({ name, of }) => {
      const against = `${title}: ${name}, control`
      return [
        { name: against, unit: 'ms', lowerIsBetter, of: ({ control }: Measured) => of(control) },
        {
          name: `${title}: ${name}`,
          unit: 'ms',
          lowerIsBetter,
          against,
          of: ({ busy }: Measured) => of(busy),
        },
      ]
    }),
    { name: `${title}: unanswered`, unit: 'requests', lowerIsBetter, of: ({ busy }) => busy.health.failures },
    {
      name: `${title}: write lock taken`,
      unit: '% of looks',
      lowerIsBetter,
      of: ({ lock }) => 100 * lock.takenShare,
    },
    {
      name: `${title}: write lock taken in a row`,
      unit: 'ms',
      lowerIsBetter,
      of: ({ lock }) => lock.longestMs,
    },
    {
      name: `${title}: processor`,
      unit: '% of one core',
      lowerIsBetter,
      of: ({ busy }) => 100 * busy.cpuShare,
    },
    { name: `${title}: memory`, unit: 'MB at the most', lowerIsBetter, of: ({ busy }) => busy.peakMb },
    ...(scenario.recalculates
      ? [
          {
            name: `${title}: recalculated`,
            unit: 'pull requests/s',
            of: ({ done }: Measured) => done.recalculated / seconds,
          },
        ]
      : []),
    ...(scenario.backfills
      ? [{ name: `${title}: read`, unit: 'pull requests/s', of: ({ done }: Measured) => done.read / seconds }]
      : []),
  ])
}

function peopleOf(processes: Bench, count: number): Case[] {
  if (!Number.isInteger(count) || count < 1)
    throw new RangeError('--people takes a whole number of at least 1')
  return values.size.map(parseSize).flatMap((size) => {
    let inhabited: ReturnType<typeof inhabit> | null = null
    return peopleCases(`${titleOf(size)}, ${count} people`, {
      seconds,
      async measure() {
        inhabited ??= inhabit(processes, size, count)
        return measurePeople(processes, await inhabited, seconds)
      },
    })
  })
}

function scenariosOf(processes: Bench): Case[] {
  const cases = values.size.map(parseSize).flatMap((size) => {
    let organization: Promise<Organization> | null = null
    let repository: Promise<string> | null = null
    const reads = readScenarios
      .filter((name) => values.scenario.includes(name))
      .flatMap((name) =>
        readCases(`${titleOf(size)}, ${name}`, async () => {
          organization ??= createOrganization(processes, size)
          repository ??= organization.then(analyzeAll)
          return measureReads(processes, await organization, {
            isBusy: name === 'reads-busy',
            seconds,
            repository: await repository,
          })
        }),
      )
    const served = scenarios
      .filter(({ name }) => values.scenario.includes(name))
      .flatMap((scenario) => {
        const title = `${titleOf(size)}, ${scenario.name}`
        return casesOf(title, scenario, async () => {
          organization ??= createOrganization(processes, size)
          const measured = await measure(processes, await organization, scenario, seconds)
          const { health, longestCallMs, longestCallSql } = measured.busy
          say(
            `${title}: p99 ${health.p99.toFixed(1)} ms, control ${measured.control.health.p99.toFixed(1)} ms; longest call ${longestCallMs.toFixed(0)} ms: ${longestCallSql.replace(/\s+/g, ' ').slice(0, 60)}`,
          )
          return measured
        })
      })
    return [...served, ...reads]
  })
  if (cases.length === 0)
    throw new RangeError(
      `there is no such scenario: choose of ${[...scenarios.map(({ name }) => name), ...readScenarios].join(', ')}`,
    )
  return cases
}

await withProcesses(async (processes) => {
  const cases =
    values.people === undefined ? scenariosOf(processes) : peopleOf(processes, Number(values.people))
  await bench('web: one process that serves and works, beside a control that only serves', cases, {
    runs: Number(values.runs),
  })
})
