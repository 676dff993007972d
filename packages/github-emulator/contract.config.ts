/** Asks GitHub itself: never a part of the suite. */
import { defineConfig, mergeConfig } from 'vitest/config'
import settings from '../tooling/src/vitest-settings.ts'

export default mergeConfig(settings, defineConfig({ test: { include: ['test/real-github.ts'] } }), false)
