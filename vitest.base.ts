/** The one vitest configuration: sources through the `@upflow/source` condition, results as JSON for the count at the end of CI. */
import { defineConfig } from 'vitest/config'

const conditions = ['@upflow/source', 'node', 'import', 'module', 'default']

export default defineConfig({
  resolve: { conditions },
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ['default', ['json', { outputFile: '.vitest/results.json' }]],
  },
})
