/** As everywhere, two files at a time; and data folders that many tests begin with are made once for all of them. */
import type { ViteUserConfig } from 'vitest/config'
import base from '../../packages/tooling/src/vitest-settings.ts'

const settings: ViteUserConfig = {
  test: {
    ...base.test,
    // They wait for servers and browsers more than they compute.
    maxWorkers: 2,
    globalSetup: [...[base.test?.globalSetup ?? []].flat(), './test/samples/serve-samples.ts'],
  },
}

export default settings
