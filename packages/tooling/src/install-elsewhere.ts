/** A package as another app gets it: packed, and installed into an empty project outside of the workspace. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Elsewhere {
  readonly folder: string
  /** Runs a program there, and gives what it prints. @throws Error when it fails */
  run(file: string, ...args: string[]): string
  close(): void
}

/** @param options for `npm install`, beside the usual ones */
export function installElsewhere(packageFolder: string, options: readonly string[] = []): Elsewhere {
  const folder = mkdtempSync(join(tmpdir(), 'upflow-pack-'))
  const run = (file: string, ...args: string[]) =>
    execFileSync(file, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
  execFileSync('pnpm', ['pack', '--pack-destination', folder], { cwd: packageFolder, stdio: 'ignore' })
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'))!
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'elsewhere', private: true, type: 'module' }),
  )
  run('npm', 'install', '--no-audit', '--no-fund', '--prefer-offline', ...options, `./${tarball}`)
  return { folder, run, close: () => rmSync(folder, { recursive: true, force: true }) }
}
