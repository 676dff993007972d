/** The one tsup configuration: ESM for Node 20, a declaration file beside every entry. */
import type { Options } from 'tsup'

export function library(entry: string[], extra: Options = {}): Options {
  return {
    entry,
    format: 'esm',
    target: 'node20',
    platform: 'node',
    // Declarations are made of those of its dependencies, which are built, and what is wrong is for `pnpm typecheck` to
    // find: else they take nine times as long. tsup sets `baseUrl` for them, which TypeScript 6 calls deprecated.
    dts: { compilerOptions: { customConditions: [], noCheck: true, ignoreDeprecations: '6.0' } },
    clean: true,
    sourcemap: false,
    splitting: true,
    ...extra,
  }
}

/** An app: no declarations, workspace packages stay external. */
export function app(entry: string[], extra: Options = {}): Options {
  return library(entry, { dts: false, ...extra })
}
