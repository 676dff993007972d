/**
 * Modules of a `test` folder for processes of their own, as plain Node runs them: what compiles TypeScript in each would
 * take four times as long as the process, and be killed with it.
 */
import { mkdirSync, readFileSync, realpathSync, renameSync } from 'node:fs'
import { basename, join } from 'node:path'
import { buildSync } from 'esbuild'

const built = new Map<string, string>()

/**
 * Built once a process: in the package, so that what it imports is found as its package finds it, and as deep as it was,
 * so that it finds its neighbours.
 * @param module the path of a module in TypeScript, in the folder `test` of its package
 * @returns that of one in JavaScript
 */
export function childModule(module: string): string {
  const known = built.get(module)
  if (known !== undefined) return known
  const folder = module.slice(0, module.lastIndexOf('/test/'))
  const path = join(folder, '.vitest', `${basename(module, '.ts')}.mjs`)
  mkdirSync(join(folder, '.vitest'), { recursive: true })
  // Other test files may build it, or run it, at this moment.
  const outfile = `${path}.${process.pid}`
  buildSync({
    entryPoints: [module],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    alias: inTypeScript(folder),
    logLevel: 'error',
  })
  renameSync(outfile, path)
  built.set(module, path)
  return path
}

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly exports?: Readonly<Record<string, unknown>>
}

const manifestOf = (folder: string) =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest

/** What its neighbours in the workspace give as it is, for tests alone: where each import of it leads. */
function inTypeScript(folder: string): Record<string, string> {
  const { dependencies, devDependencies } = manifestOf(folder)
  const neighbours = Object.entries({ ...dependencies, ...devDependencies })
    .filter(([, version]) => version.startsWith('workspace:'))
    .map(([name]) => name)
  return Object.fromEntries(
    neighbours.flatMap((name) => {
      const place = realpathSync(join(folder, 'node_modules', name))
      return Object.entries(manifestOf(place).exports ?? {}).flatMap(([subpath, target]) =>
        typeof target === 'string' && target.endsWith('.ts')
          ? [[join(name, subpath), join(place, target)] as const]
          : [],
      )
    }),
  )
}
