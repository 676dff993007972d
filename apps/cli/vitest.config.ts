/** Two files at a time: they wait for processes more than they compute. */
import type { ViteUserConfig } from 'vitest/config'
import base from '../../packages/tooling/src/vitest-settings.ts'

const settings: ViteUserConfig = { test: { ...base.test, maxWorkers: 2 } }

export default settings
