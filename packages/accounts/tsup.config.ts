import { defineConfig } from 'tsup'
import { library } from '../tooling/src/tsup-settings.ts'

// Two doors: who signs people in loads better-auth; who asks what they may do does not.
export default defineConfig(library(['src/index.ts', 'src/sign-in.ts']))
