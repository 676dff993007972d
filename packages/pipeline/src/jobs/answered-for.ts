/** The first step of every job: who began the run is in the audit, also when the process that was asked for it has died. */
import type { Step } from '@upflow/jobs'
import type { OrganizationId } from '@upflow/model'
import { beginningOf } from '../runs/record-run.ts'
import type { JobContext } from './job-context.ts'

interface OfOrganization {
  readonly organizationId: OrganizationId
}

export const answeredFor =
  <Input extends OfOrganization, Output>(
    { files, runs, tenants }: JobContext,
    run: (step: Step, input: Input) => Promise<Output>,
  ) =>
  async (step: Step, input: Input): Promise<Output> => {
    await step.run('record-beginning', async ({ signal, log }) => {
      const beginning = beginningOf((await runs().get(step.runId))!)
      // Of an organization that is gone, the next step says so.
      if (beginning === null || !(await tenants.isThere(input.organizationId))) return null
      return files.call(await tenants.open(input.organizationId), 'recordBeginning', beginning, {
        signal,
        onNote: ({ wait }) => log.warn(wait.message),
      })
    })
    return run(step, input)
  }
