export { workspace as default } from '../vitest.base.ts'
