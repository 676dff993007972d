/** Three files at a time: of all suites this one ends last, and waits for threads, processes and servers besides. */
import type { ViteUserConfig } from 'vitest/config'
import base from '../tooling/src/vitest-settings.ts'

const settings: ViteUserConfig = { test: { ...base.test, maxWorkers: 3 } }

export default settings
