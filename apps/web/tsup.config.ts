import { defineConfig } from 'tsup'
import { app } from '../../packages/tooling/src/tsup-settings.ts'

export default defineConfig(app(['src/main.ts']))
