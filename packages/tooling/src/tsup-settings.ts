/** The one tsup configuration: ESM for Node 20, a declaration file beside every entry. */
import type { Options } from 'tsup'

export function library(entry: string[], extra: Options = {}): Options {
  return {
    entry,
    format: 'esm',
    target: 'node20',
    platform: 'node',
    // Declarations are made of those of its dependencies, which are built, as whoever imports them sees them: from their
    // sources it takes three times as long. tsup's build of them sets `baseUrl`, which TypeScript 6 calls deprecated.
    dts: { compilerOptions: { customConditions: [], ignoreDeprecations: '6.0' } },
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
