/** The vitest configurations: sources through the `@upflow/source` condition, results as JSON for the count at the end of CI. */
import type { ViteUserConfig } from 'vitest/config'

const base: ViteUserConfig = {
  resolve: { conditions: ['@upflow/source', 'node', 'import', 'module', 'default'] },
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    testTimeout: 120_000,
    hookTimeout: 120_000,
    reporters: ['default', ['json', { outputFile: '.vitest/results.json' }]],
  },
}

export default base

/** For suites that run built files. */
export const buildFirst: ViteUserConfig = {
  ...base,
  test: { ...base.test, globalSetup: ['../../build-first.ts'] },
}

/** For the rules of the whole workspace. */
export const workspace: ViteUserConfig = {
  ...base,
  test: { ...base.test, include: ['scripts/**/*.test.ts'] },
}
