import { defineConfig } from 'tsup'
import { library } from '../tooling/src/tsup-settings.ts'

export default defineConfig(library(['src/index.ts']))
