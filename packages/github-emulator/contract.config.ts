/** Asks GitHub itself: never a part of the suite, and nothing of that with it. */
import type { ViteUserConfig } from 'vitest/config'
import settings from '../tooling/src/vitest-settings.ts'

const config: ViteUserConfig = { test: { ...settings.test, include: ['test/real-github.ts'] } }

export default config
