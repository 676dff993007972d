/** Lets a person change a text in their editor. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CommandContext } from './commands/context.ts'
import { UsageError } from './exit-codes.ts'

export interface Edited {
  readonly text: string
  /** The file, which is there until it is discarded: for whoever made a mistake in it. */
  readonly path: string
  discard(): Promise<void>
}

/** @throws UsageError when there is no editor, or it fails */
export async function editText(before: string, { editor, signal }: CommandContext): Promise<Edited> {
  if (editor === undefined)
    throw new UsageError('there is no editor: set EDITOR to one, or give what is to be set with --file')
  const folder = await mkdtemp(join(tmpdir(), 'upflow-settings-'))
  const path = join(folder, 'settings.json')
  await writeFile(path, before, { mode: 0o600 })
  // An editor is a command with its options.
  const process = spawn('sh', ['-c', `${editor} "$1"`, 'sh', path], { stdio: 'inherit', signal })
  const [exitCode] = (await once(process, 'exit').catch((cause: unknown) => {
    signal.throwIfAborted()
    throw new UsageError(`the editor '${editor}' cannot be started: ${(cause as Error).message}`)
  })) as [number | null]
  const discard = () => rm(folder, { recursive: true, force: true })
  if (exitCode !== 0) {
    await discard()
    throw new UsageError(`the editor '${editor}' ended with ${exitCode ?? 'a signal'}: nothing is changed`)
  }
  return { text: await readFile(path, 'utf8'), path, discard }
}
