/**
 * All benchmarks of the package, or those that are named: `sample`, `recalculation`, `sync-cost`, `locked-files`,
 * `killed-backfill`.
 * `--runs 3`, `--share 0.1` for a tenth of the size, `--large` for half a million pull requests too; `recalculation
 * sync-cost --before <another checkout, built>` for what recalculating and a backfill take there, in turns.
 */
import { parseArgs } from 'node:util'
import { benchKilledBackfill } from './killed-backfill.ts'
import { benchLockedFiles } from './locked-files.ts'
import { benchRecalculation } from './recalculation.ts'
import { benchSample } from './sample.ts'
import { benchSyncCost } from './sync-cost.ts'

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean' },
    before: { type: 'string' },
    large: { type: 'boolean', default: false },
    runs: { type: 'string', default: '3' },
    share: { type: 'string', default: '1' },
  },
})
const options = {
  before: values.before ?? null,
  large: values.large,
  runs: Number(values.runs),
  share: Number(values.share),
}
const isWanted = (name: string) => positionals.length === 0 || positionals.includes(name)

if (isWanted('sample')) await benchSample()
if (isWanted('recalculation')) await benchRecalculation(options)
if (isWanted('sync-cost')) await benchSyncCost(options)
if (isWanted('killed-backfill')) await benchKilledBackfill(options)
if (isWanted('locked-files')) await benchLockedFiles(options)
