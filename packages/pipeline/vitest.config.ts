/** Two files at a time: they wait for threads, processes and servers more than they compute. */
import type { ViteUserConfig } from 'vitest/config'
import base from '../tooling/src/vitest-settings.ts'

const settings: ViteUserConfig = { test: { ...base.test, maxWorkers: 2 } }

export default settings
