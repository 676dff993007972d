/**
 * The vitest configuration: a package's own sources against what its dependencies are when built (see
 * build-first.ts), and results as JSON for the count at the end of CI.
 */
import type { ViteUserConfig } from 'vitest/config'

const base: ViteUserConfig = {
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['../../packages/tooling/src/build-first.ts'],
    pool: 'forks',
    // What is built is loaded as it is, as from anywhere else, in two thirds of the time.
    server: { deps: { external: [/\/(?:apps|packages)\/[^/]+\/dist\//] } },
    // Of the longest, which takes fifteen seconds, on a machine that is ten times slower and does something else too.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 60_000 } },
    reporters: ['default', ['json', { outputFile: '.vitest/results.json' }]],
  },
}

export default base

/** For the rules of the whole workspace. */
export const workspace: ViteUserConfig = {
  test: { ...base.test, include: ['scripts/**/*.test.ts'], globalSetup: [] },
}
