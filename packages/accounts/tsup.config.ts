import { defineConfig } from 'tsup'
import { library } from '../tooling/src/tsup-settings.ts'

// Two doors: who signs people in loads better-auth; who asks what they may do does not. Both bundle in what they use:
// as it comes it is six hundred modules, which load in four times the time.
export default defineConfig(
  library(['src/index.ts', 'src/sign-in.ts'], {
    noExternal: ['zod', 'better-auth', /^@better-auth\//],
  }),
)
