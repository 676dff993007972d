export { DemoError, type DemoErrorCode } from './demo-error.ts'
export { demoCaveat, demoIds } from './demo-organizations.ts'
export { ensureDemo } from './ensure-demo.ts'
export { type DemoServer, startDemo } from './start-demo.ts'
