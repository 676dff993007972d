/** What takes data away, or elsewhere, does so while no run could write of it. */
import type { RunStatus, Runs } from '@upflow/jobs'
import type { OrganizationId } from '@upflow/model'
import { PipelineError } from '../pipeline-error.ts'

/** Of those that have not ended. */
interface Harmful {
  /** Default: all in which a run has not ended. */
  readonly status?: readonly RunStatus[]
  /** Jobs that do not mind. */
  readonly harmless?: readonly string[]
  /** What is not done while there is one (default: `removed`). */
  readonly refused?: 'removed' | 'copied'
}

const notEnded: readonly RunStatus[] = ['pending', 'waiting', 'running']

/** @throws PipelineError `pipeline/run-active` while there is one */
export async function refuseWhileActive(
  { engine }: { readonly engine: { readonly runs: Pick<Runs, 'list'> } },
  organization: OrganizationId,
  { status = notEnded, harmless = [], refused = 'removed' }: Harmful = {},
): Promise<void> {
  // A page at a time: many that have not begun must not hide one that has.
  for (let before: string | undefined; ; ) {
    const page = await engine.runs.list({
      labels: { organization },
      status,
      ...(before === undefined ? {} : { before }),
    })
    const active = page.find(({ job }) => !harmless.includes(job))
    if (active)
      throw new PipelineError(
        'pipeline/run-active',
        `Nothing is ${refused}: run ${active.id} (${active.job}) of organization '${organization}' has not ended. Wait for its end, or cancel it first.`,
        { organization, run: active.id },
      )
    before = page.at(-1)?.id
    if (before === undefined) return
  }
}
