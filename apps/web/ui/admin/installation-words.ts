/** What of an installation is trouble, and its queues in words. */
import type { Installation } from '../api/types.ts'
import { formatPlural } from '../format/number.ts'

/** Of less, what is to be read may find no room. */
const leastBytes = 1024 ** 3

export const isDiskFull = ({ freeBytes }: Pick<Installation['disk'], 'freeBytes'>): boolean =>
  freeBytes < leastBytes

/** `Queue default: 2 runs, 1 of them executed; 1 process serves it.` */
export function queueWords({ queue, active, running, processes }: Installation['queues'][number]): string {
  const runs = active === 0 ? 'no run' : `${formatPlural(active, 'run')}, ${running} of them executed`
  const served =
    processes === null
      ? 'of one process it is not known whether it serves it'
      : processes === 0
        ? 'no process serves it, so that nothing of it is executed'
        : `${formatPlural(processes, 'process serves', 'processes serve')} it`
  return `Queue ${queue}: ${runs}; ${served}.`
}
