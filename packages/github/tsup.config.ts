import { defineConfig } from 'tsup'
import { library } from '../tooling/src/tsup-settings.ts'

// What it asks with is bundled in: as some hundred files of their own they load in twice the time, in every thread that
// reads GitHub. undici is CommonJS, and wants its `require`.
export default defineConfig(
  library(['src/index.ts'], {
    noExternal: ['undici', /^@octokit\//],
    banner: {
      js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
    },
  }),
)
