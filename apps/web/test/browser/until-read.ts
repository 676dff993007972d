/** Waits until the demo's server has read the sample. */
import { until } from '../until.ts'

export const untilRead = (url: string): Promise<boolean> =>
  until(async () => {
    const response = await fetch(`${url}/api/v1/runs?organization=demo&status=succeeded`)
    return ((await response.json()) as { runs: unknown[] }).runs.length > 0
  })
