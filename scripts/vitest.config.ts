export { workspace as default } from '../packages/tooling/src/vitest-settings.ts'
