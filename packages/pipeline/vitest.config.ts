export { buildFirst as default } from '../../vitest.base.ts'
