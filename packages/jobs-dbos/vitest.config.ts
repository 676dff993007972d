export { default } from '../tooling/src/vitest-settings.ts'
