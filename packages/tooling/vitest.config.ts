export { default } from './src/vitest-settings.ts'
