import { defineConfig } from 'tsup'
import { library } from '../tooling/src/tsup-settings.ts'

// The shapes of @upflow/model are bundled in, so that the package installs by itself outside this workspace.
export default defineConfig(
  library(['src/index.ts', 'src/pool.ts', 'src/worker.ts'], {
    noExternal: ['@upflow/model'],
    dts: { resolve: ['@upflow/model'], compilerOptions: { ignoreDeprecations: '6.0' } },
  }),
)
