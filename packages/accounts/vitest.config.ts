/** Every test twice: over accounts in a file, and over those that machines share in a database. */
import { defineConfig } from 'vitest/config'
import base from '../tooling/src/vitest-settings.ts'

const { reporters, globalSetup, ...test } = base.test!

export default defineConfig({
  test: {
    reporters: reporters!,
    globalSetup: globalSetup!,
    projects: (['file', 'postgres'] as const).map((place) => ({
      test: { ...test, name: place, provide: { place } },
    })),
  },
})
