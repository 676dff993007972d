/** Another process that keeps the write lock of a file. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { childModule } from '@upflow/tooling/child-module'

export interface HeldLock {
  release(): Promise<void>
}

export async function holdLock(path: string): Promise<HeldLock> {
  const child = spawn(process.execPath, [childModule(join(import.meta.dirname, 'lock-child.ts')), path], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  return {
    async release() {
      child.stdin.end()
      await once(child, 'exit')
    },
  }
}

/** So many turns of the event loop: none comes while a call blocks it. */
export async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setTimeout(resolve, 5))
}
