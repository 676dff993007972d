import { defineConfig } from 'tsup'
import { library } from '../tooling/src/tsup-settings.ts'

// The worker is an entry of its own beside index.js, found there by import.meta.url. What writes Parquet is bundled in:
// some fifty modules otherwise.
export default defineConfig(
  library(['src/index.ts', 'src/csv.ts', 'src/worker.ts'], {
    noExternal: ['hyparquet', 'hyparquet-writer'],
  }),
)
