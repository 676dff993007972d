/**
 * The server as it is built and started, in a process that watches itself: how late its event loop is, and how long
 * SQLite keeps the main thread. The product is not changed and knows nothing of it.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { openData, parseConfig } from '@upflow/pipeline'
import { watchCalls } from './watch-calls.ts'

export interface ServerFigures {
  readonly loopDelayMs: { readonly p999: number; readonly max: number }
  /** Of calls to SQLite on the main thread, waiting for a lock included. */
  readonly longestCallMs: number
  readonly longestCallSql: string
  readonly cpuShare: number
  readonly peakMb: number
  /** At the end of the time that was asked about. */
  readonly memoryMb: number
}

const calls = watchCalls(await anyStatement())
const url = listening()
// The product knows no arguments of a benchmark.
process.argv.splice(2)
await import(new URL('../dist/main.js', import.meta.url).href)
process.send!({ url: await url })

const resolutionMs = 1
process.on('message', async ({ seconds }: { seconds: number }) => {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs })
  const cpu = process.cpuUsage()
  calls.reset()
  histogram.enable()
  await new Promise((resolve) => setTimeout(resolve, seconds * 1_000))
  histogram.disable()
  const { user, system } = process.cpuUsage(cpu)
  const lateMs = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - resolutionMs)
  process.send!({
    loopDelayMs: { p999: lateMs(histogram.percentile(99.9)), max: lateMs(histogram.max) },
    ...calls.longest(),
    cpuShare: (user + system) / 1e6 / seconds,
    peakMb: process.resourceUsage().maxRSS / 1_024,
    memoryMb: process.memoryUsage.rss() / 2 ** 20,
  } satisfies ServerFigures)
})

/** Of a file of its own, which is closed again: all statements of a thread have the same methods. */
async function anyStatement() {
  const { scratchDir } = JSON.parse(process.argv[2]!) as { scratchDir: string }
  const data = await openData({ config: parseConfig({ UPFLOW_DATA_DIR: scratchDir }) })
  await data.tenants.create('scratch' as never)
  const tenant = await data.tenants.openToRead('scratch' as never)
  const statement = tenant.sqlite.prepare('SELECT 1')
  await data.close()
  return statement
}

/** Its address, as it says it itself; all else that it says goes on. */
function listening(): Promise<string> {
  const write = process.stderr.write.bind(process.stderr)
  return new Promise((resolve) => {
    process.stderr.write = ((text: string) => {
      const found = /listens on (\S+)/.exec(text)?.[1]
      if (!found) return write(text)
      resolve(found)
      return true
    }) as typeof process.stderr.write
  })
}
