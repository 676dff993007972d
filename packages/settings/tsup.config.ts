import { defineConfig } from 'tsup'
import { library } from '../tooling/src/tsup-settings.ts'

// zod is bundled in, as a chunk that is loaded when something is set: reading needs none of it.
export default defineConfig(library(['src/index.ts'], { noExternal: ['zod'] }))
