/**
 * Processes of benchmarks. Each runs a module of a `bench` folder as plain Node, built first as packages are: what
 * compiles TypeScript would be measured with it. None outlives the benchmark, however that ends.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'tsup'

export interface BenchProcess {
  /** The next message that was not taken yet. @throws Error when the process ends without one */
  next<T>(): Promise<T>
  send(message: object): void
  /** Kills it, and waits until it is gone. */
  kill(): Promise<void>
}

export interface StartOptions {
  /** Beside those of this process. */
  readonly env?: Readonly<Record<string, string>>
  /** What Node is told before the module. */
  readonly nodeArgs?: readonly string[]
}

export interface Bench {
  /** A temporary folder of this benchmark, removed at its end. */
  readonly folder: string
  /** @param input told to the module as JSON, in its first argument */
  start(module: URL, input: object, options?: StartOptions): Promise<BenchProcess>
}

/** Kills what was started and removes the folder when the work ends, fails or is interrupted. */
export async function withProcesses(work: (bench: Bench) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'upflow-bench-'))
  const started = new Set<ChildProcess>()
  const built = new Map<string, Promise<string>>()
  const end = () => {
    for (const child of started) child.kill('SIGKILL')
    for (const file of [folder, ...outputs]) rmSync(file, { recursive: true, force: true })
  }
  const outputs = new Set<string>()
  const interrupt = () => {
    end()
    process.exit(130)
  }
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt)
  try {
    await work({
      folder,
      async start(module, input, { env = {}, nodeArgs = [] } = {}) {
        const source = fileURLToPath(module)
        // In the package, so that what it imports is found as its package finds it.
        const output = join(source.slice(0, source.lastIndexOf('/bench/')), `.bench-${process.pid}`)
        outputs.add(output)
        if (!built.has(source)) built.set(source, buildModule(source, output))
        const child = fork(await built.get(source)!, [JSON.stringify(input)], {
          env: { ...process.env, ...env },
          execArgv: [...nodeArgs],
          stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
        })
        started.add(child)
        child.once('exit', () => started.delete(child))
        return toProcess(child, basename(source))
      },
    })
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt)
    await Promise.all([...started].map(kill))
    end()
  }
}

async function buildModule(source: string, output: string): Promise<string> {
  const name = basename(source, '.ts')
  await build({
    config: false,
    entry: { [name]: source },
    outDir: output,
    format: 'esm',
    target: 'node20',
    skipNodeModulesBundle: true,
    silent: true,
    outExtension: () => ({ js: '.mjs' }),
    // When the benchmark is gone, nobody waits for the process any more.
    banner: { js: `process.once('disconnect', () => process.exit())` },
  })
  return join(output, `${name}.mjs`)
}

function toProcess(child: ChildProcess, name: string): BenchProcess {
  const messages: unknown[] = []
  child.on('message', (message) => messages.push(message))
  return {
    async next<T>() {
      while (messages.length === 0) {
        if (child.exitCode !== null || child.signalCode !== null)
          throw new Error(`${name} ended (${child.exitCode ?? child.signalCode}) without an answer`)
        const stop = new AbortController()
        await Promise.race([
          once(child, 'message', { signal: stop.signal }),
          once(child, 'exit', { signal: stop.signal }),
        ]).finally(() => stop.abort())
      }
      return messages.shift() as T
    },
    send: (message) => void child.send(message),
    kill: () => kill(child),
  }
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}
