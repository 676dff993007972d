/**
 * How long questions about 100,000 pull requests take through a thread, none of them asked before, also right after a
 * commit that changed a hundred analyses, and how long the main thread is held up meanwhile against an idle time in the
 * same process. `--runs 3`, `--share 0.1` for a tenth of the size.
 */
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { bench, together } from '@upflow/tooling/bench'
import { withProcesses } from '@upflow/tooling/bench-process'
import { generateOrganization, now, organizationId } from './generated-organization.ts'
import type { Answered } from './processes/ask.ts'

const { values } = parseArgs({
  options: {
    json: { type: 'boolean' },
    runs: { type: 'string', default: '3' },
    share: { type: 'string', default: '1' },
  },
})
const pullRequests = 100_000 * Number(values.share)
const rounds = 10
const asker = new URL('./processes/ask.ts', import.meta.url)
const milliseconds = { unit: 'ms', lowerIsBetter: true } as const
const answered = (name: string) => ({ name, ...milliseconds, of: ({ ms }: Answered) => ms[name]! })

await withProcesses(async ({ folder, start }) => {
  const dataDir = join(folder, 'data')
  await generateOrganization(dataDir, { repositories: 20, pullRequests })
  const ask = async () => (await start(asker, { dataDir, organizationId, now, rounds })).next<Answered>()
  await bench(
    `@upflow/insights: questions about ${pullRequests.toLocaleString('en')} generated pull requests in 20 repositories`,
    together(ask, [
      ...[
        'newest 50',
        'longest 50 of 90 days',
        'waiting longest, 50',
        'waits by state',
        'waits by state, after a commit',
        'flow of 90 days',
        'flow of 90 days, after a commit',
        'report of 90 days',
        'report of 90 days, after a commit',
        'report of 90 days, compared with nothing',
        'report of 90 days, working clock',
        'report of all history',
        'report of all history, working clock',
        'report of all history by author',
        'report of all history, after a commit',
        'distribution of all history',
        'distribution of all history, after a commit',
        'reviews of 90 days',
        'reviews of 90 days, after a commit',
        'reviews of all history',
        'reviews of all history, after a commit',
        'responses of 90 days, 50',
        "responses of 90 days' busiest fifth, 50",
        'requests of 90 days, 50',
        'newest 50 of a folder',
        'report of 90 days of a folder',
        'report of all history of a folder',
        'longest 50 of a team with dated members',
        'report of all history that such a team reviewed',
      ].map(answered),
      { name: 'the version of the data', ...milliseconds, of: ({ versionMs }) => versionMs },
      { name: 'idle: loop delay p99.9', ...milliseconds, of: ({ idle }) => idle.p999 },
      {
        name: 'asking: loop delay p99.9',
        ...milliseconds,
        against: 'idle: loop delay p99.9',
        of: ({ delay }) => delay.p999,
      },
      { name: 'idle: longest delay', ...milliseconds, of: ({ idle }) => idle.max },
      {
        name: 'asking: longest delay',
        ...milliseconds,
        against: 'idle: longest delay',
        of: ({ delay }) => delay.max,
      },
    ]),
    { runs: Number(values.runs) },
  )
})
