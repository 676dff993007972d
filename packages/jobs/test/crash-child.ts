/**
 * A process to be killed.
 * arguments: jobs file, log file, the point to die at (or `-`), on its n-th passing
 */
import { openEngine, sqliteStore } from '../src/index.ts'
import { serveTwelveSteps } from './contract/serve.ts'

const [path, log, point, passing] = process.argv.slice(2) as [string, string, string, string]
await serveTwelveSteps({ log, point, passing: Number(passing) }, (options) =>
  openEngine({ store: sqliteStore({ path }), concurrency: 2, ...options }),
)
