/** SQLite comes as a module that is built for one version of Node: when it cannot be loaded, says why and what to do. */
import { DbError } from '../db-error.ts'

/** What Node calls its interface for such modules, by major version. */
const nodeOf: Readonly<Record<string, number>> = {
  108: 18,
  115: 20,
  127: 22,
  131: 23,
  137: 24,
  141: 25,
}

/** Null when the error is another. */
export function nativeModuleError(error: unknown): DbError | null {
  if (!(error instanceof Error)) return null
  const { code } = error as NodeJS.ErrnoException
  const isMissing = error.message.startsWith('Could not locate the bindings file')
  if (code !== 'ERR_DLOPEN_FAILED' && !isMissing) return null
  const running = `Node ${process.versions.node}`
  const built = /using\s+NODE_MODULE_VERSION (\d+)/.exec(error.message)?.[1]
  const why = built
    ? `was built for ${nodeOf[built] ? `Node ${nodeOf[built]}` : `another Node (NODE_MODULE_VERSION ${built})`}, and this is ${running} (NODE_MODULE_VERSION ${process.versions.modules})`
    : isMissing
      ? `was not built for ${running}`
      : `cannot be loaded by ${running} (${error.message.split('\n')[0]})`
  const what = built && nodeOf[built] ? `Run it with Node ${nodeOf[built]}, or build` : 'Build'
  return new DbError(
    'db/native-module',
    `SQLite's module better-sqlite3 ${why}. ${what} it again with this one: 'pnpm rebuild better-sqlite3', or remove node_modules and run 'pnpm install'.`,
    { running: process.versions.node, ...(built ? { built: Number(built) } : {}) },
    { cause: error },
  )
}
