export { default } from '../../packages/tooling/src/vitest-settings.ts'
