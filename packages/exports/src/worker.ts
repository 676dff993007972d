/** The module of the threads: what each does, by name. */
import { parentPort, workerData } from 'node:worker_threads'
import type { CheckTask } from './backup/check-files.ts'
import type { BackupTask, BackupTaskReport } from './backup/copy-files.ts'
import type { Manifest } from './backup/manifest.ts'
import { toCrossed } from './crossed.ts'
import type { WriteTask, WrittenFile } from './data/write-data.ts'

export interface Tasks {
  readonly export: { readonly task: WriteTask; readonly result: readonly WrittenFile[] }
  readonly backup: { readonly task: BackupTask; readonly result: BackupTaskReport }
  readonly check: { readonly task: CheckTask; readonly result: Manifest }
}

const work: {
  readonly [Name in keyof Tasks]: (task: Tasks[Name]['task']) => Promise<Tasks[Name]['result']>
} = {
  export: async (task) => (await import('./data/write-data.ts')).writeData(task),
  backup: async (task) => (await import('./backup/copy-files.ts')).copyFiles(task),
  check: async (task) => (await import('./backup/check-files.ts')).checkFiles(task),
}

const { name, task } = workerData as { readonly name: keyof Tasks; readonly task: never }
try {
  parentPort!.postMessage({ result: await work[name](task) })
} catch (error) {
  parentPort!.postMessage({ error: toCrossed(error) })
}
