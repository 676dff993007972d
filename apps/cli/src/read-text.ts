/** Reads a file that is named on the command line; `-` is standard input. */
import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { UsageError } from './exit-codes.ts'

/** @throws UsageError when it cannot be read */
export async function readText(file: string, signal: AbortSignal): Promise<string> {
  try {
    if (file !== '-') return await readFile(file, { encoding: 'utf8', signal })
    const stop = () => void process.stdin.destroy()
    signal.addEventListener('abort', stop, { once: true })
    return await text(process.stdin).finally(() => signal.removeEventListener('abort', stop))
  } catch (error) {
    signal.throwIfAborted()
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}`)
  }
}
