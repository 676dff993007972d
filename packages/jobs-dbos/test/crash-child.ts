/**
 * A process to be killed.
 * arguments: URL, log file, the point to die at (or `-`), on its n-th passing
 */
import { serveTwelveSteps } from '@upflow/jobs/contract/serve'
import { openDbosEngine } from '../src/index.ts'

const [url, log, point, passing] = process.argv.slice(2) as [string, string, string, string]
await serveTwelveSteps({ log, point, passing: Number(passing) }, (options) =>
  openDbosEngine({ url, concurrency: 2, ...options }),
)
