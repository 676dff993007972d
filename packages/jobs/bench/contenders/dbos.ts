/** DBOS on PostgreSQL: its runs are started directly, which is its fast way. A run that is queued waits for its poll. */
import { createRequire } from 'node:module'
import { type OpenContender, runSteps } from './contender.ts'

export const open: OpenContender = async ({ peers, postgres, body }) => {
  const { DBOS } = createRequire(`${peers}/package.json`)('@dbos-inc/dbos-sdk')
  const many = DBOS.registerWorkflow(
    async (count: number) =>
      runSteps(count, body, (name, index) => DBOS.runStep(async () => index, { name })),
    { name: 'many' },
  )
  DBOS.setConfig({ name: 'bench', systemDatabaseUrl: postgres, logLevel: 'error', runAdminServer: false })
  await DBOS.launch()
  return {
    async trigger(steps) {
      const handle = await DBOS.startWorkflow(many)(steps)
      return { wait: () => handle.getResult() }
    },
    stop: () => DBOS.shutdown(),
  }
}
