import { defineConfig } from 'tsup'
import { library } from '../tooling/src/tsup-settings.ts'

// The worker is an entry of its own beside index.js, found there by import.meta.url. zod is bundled in: what is used
// of it loads in half the time.
export default defineConfig(
  library(['src/index.ts', 'src/data.ts', 'src/worker.ts'], { noExternal: ['zod'] }),
)
