/** Real processes of a test: what each says, as JSON a line, and how it ends. None outlives its test. */
import { spawn } from 'node:child_process'
import { dirname } from 'node:path'
import { afterEach } from 'vitest'
import { childModule } from './child-module.ts'

export interface Child<Line> {
  /** What it has said so far. */
  readonly lines: readonly Line[]
  readonly ended: Promise<NodeJS.Signals | number | null>
  /** Waits for a line. @throws Error when the process ends without it */
  says(isIt: (line: Line) => boolean): Promise<Line>
  tell(line: string): void
  signal(signal: NodeJS.Signals): void
}

const running = new Set<{ kill(signal: NodeJS.Signals): boolean }>()
afterEach(() => {
  // Also one that is stopped.
  for (const child of running) child.kill('SIGKILL')
})

/**
 * @param module the path of a module in TypeScript
 * @param shell what comes before it: `$CHILD` starts the process
 */
export function startProcess<Line>(
  module: string,
  args: readonly string[],
  shell = 'exec $CHILD',
): Child<Line> {
  const words = [process.execPath, childModule(module), ...args]
  const command = words.map((word) => `'${word}'`).join(' ')
  const child = spawn('sh', ['-c', shell.replace('$CHILD', command)], {
    stdio: ['pipe', 'pipe', 'inherit'],
    cwd: dirname(module),
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
