import { defineConfig } from 'tsup'
import { app } from '../../packages/tooling/src/tsup-settings.ts'

// What answers requests is bundled in, and loads in half the time; not so zod, whose schemas are those of insights too.
export default defineConfig(app(['src/main.ts'], { noExternal: ['hono', /^@hono\//] }))
