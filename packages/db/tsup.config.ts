import { defineConfig } from 'tsup'
import { library } from '../tooling/src/tsup-settings.ts'

// Kysely is bundled in: as it comes it is 263 modules, which every process and every worker thread would open.
export default defineConfig(library(['src/index.ts'], { noExternal: ['kysely'] }))
