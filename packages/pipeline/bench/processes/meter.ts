/** What a piece of work takes of the process that does it. */
export interface Cost {
  readonly ms: number
  /** Of all threads. */
  readonly cpuMs: number
  /** The most memory that the process has had so far. */
  readonly peakMb: number
}

export function createMeter(): () => Cost {
  const started = performance.now()
  const cpu = process.cpuUsage()
  return () => {
    const { user, system } = process.cpuUsage(cpu)
    return {
      ms: performance.now() - started,
      cpuMs: (user + system) / 1_000,
      peakMb: process.resourceUsage().maxRSS / 1_024,
    }
  }
}
