/** Reads a secret from standard input; on a terminal without showing it. Never from an argument, which others can see. */
import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { UsageError } from './exit-codes.ts'

/**
 * @param options `last`: of a secret of several lines, that which ends it
 * @throws UsageError when nothing comes; the signal's reason
 */
export async function readSecret(
  what: string,
  signal: AbortSignal,
  { last = /./ }: { readonly last?: RegExp } = {},
): Promise<string> {
  const isTerminal = process.stdin.isTTY === true
  if (isTerminal) process.stderr.write(`${what} (it is not shown): `)
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: process.stdin, output: silent, terminal: isTerminal })
  const stop = () => lines.close()
  signal.addEventListener('abort', stop, { once: true })
  lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'))
  const read: string[] = []
  try {
    for await (const line of lines) {
      if (line.trim() === '') continue
      read.push(line.trim())
      if (last.test(line)) break
    }
  } finally {
    signal.removeEventListener('abort', stop)
    lines.close()
    if (isTerminal) process.stderr.write('\n')
  }
  signal.throwIfAborted()
  if (read.length > 0) return read.join('\n')
  throw new UsageError(`no ${what} came on standard input`)
}
