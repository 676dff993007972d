/** The processes of these tests, and what they can be kept from here. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { type Child, startProcess } from '@upflow/tooling/test-process'

/** Only who may mount can have a disk that is full, or one that may only be read. */
export const canFillDisks = spawnSync('sh', ['-c', 'unshare -rm mount -t tmpfs tmpfs /mnt']).status === 0
if (!canFillDisks)
  console.warn('Skipped: a disk that is full, since this user may not mount one (unshare -rm).')

export const startChild = <Line>(module: string, args: readonly string[], shell?: string): Child<Line> =>
  startProcess<Line>(join(import.meta.dirname, module), args, shell)
