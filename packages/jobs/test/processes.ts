/** Real processes of a test: what each says, as JSON a line, and how it ends. None outlives its test. */
import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { afterEach } from 'vitest'

export interface Child<Line> {
  /** What it has said so far. */
  readonly lines: readonly Line[]
  readonly ended: Promise<NodeJS.Signals | number | null>
  /** Waits for a line. @throws Error when the process ends without it */
  says(isIt: (line: Line) => boolean): Promise<Line>
  tell(line: string): void
  signal(signal: NodeJS.Signals): void
}

/** Only who may mount can have a disk that is full, or one that may only be read. */
export const canFillDisks = spawnSync('sh', ['-c', 'unshare -rm mount -t tmpfs tmpfs /mnt']).status === 0
if (!canFillDisks)
  console.warn('Skipped: a disk that is full, since this user may not mount one (unshare -rm).')

const running = new Set<{ kill(signal: NodeJS.Signals): boolean }>()
afterEach(() => {
  // Also one that is stopped.
  for (const child of running) child.kill('SIGKILL')
})

/** @param shell what comes before it: `$CHILD` starts the process */
export function startChild<Line>(
  module: string,
  args: readonly string[],
  shell = 'exec $CHILD',
): Child<Line> {
  const words = [process.execPath, '--import', 'tsx', join(import.meta.dirname, module), ...args]
  const command = words.map((word) => `'${word}'`).join(' ')
  const child = spawn('sh', ['-c', shell.replace('$CHILD', command)], {
    stdio: ['pipe', 'pipe', 'inherit'],
    cwd: import.meta.dirname,
  })
  running.add(child)
  const lines: Line[] = []
  const listeners = new Set<() => void>()
  const hear = () => {
    for (const listener of [...listeners]) listener()
  }
  let rest = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n')
    rest = parts.pop()!
    lines.push(...parts.map((part) => JSON.parse(part) as Line))
    hear()
  })
  // It may be gone when it is told something.
  child.stdin.on('error', () => {})
  let isOver = false
  const ended = new Promise<NodeJS.Signals | number | null>((resolve) =>
    child.once('close', (code, signal) => {
      isOver = true
      running.delete(child)
      resolve(signal ?? code)
      hear()
    }),
  )
  return {
    lines,
    ended,
    says: (isIt) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = lines.find(isIt)
          if (found === undefined && !isOver) return
          listeners.delete(look)
          if (found === undefined) reject(new Error(`It ended, having said ${JSON.stringify(lines)}`))
          else resolve(found)
        }
        listeners.add(look)
        look()
      }),
    tell: (line) => void child.stdin.write(`${line}\n`),
    signal: (signal) => void child.kill(signal),
  }
}
