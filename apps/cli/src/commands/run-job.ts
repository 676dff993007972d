/** Triggers a job through the engine, executes or joins it, follows it, and prints the report that it leads to. */

import type { Run } from '@upflow/jobs'
import type { OrganizationId } from '@upflow/model'
import { type JobName, openPipeline, type Pipeline, processUser, queueOf, startRun } from '@upflow/pipeline'
import { chooseOrganization } from '../choose-organization.ts'
import { ensureDemo, startDemo } from '../demo.ts'
import type { ExitCode } from '../exit-codes.ts'
import { followRun, reportEnd } from '../follow/follow-run.ts'
import { closedOrLeft, orInterrupted } from '../interrupts.ts'
import { showReport } from '../show-report.ts'
import { tellingOf } from '../telling.ts'
import type { CommandContext } from './context.ts'

export interface JobRequest {
  readonly job: JobName
  /** Undefined: the only one, or `demo`. */
  readonly organization: string | undefined
  /** Null: all. */
  readonly repositories: readonly string[] | null
  readonly demo: boolean
  readonly input: {
    readonly files?: boolean
    readonly missing?: boolean
    readonly since?: number | null
    readonly recalculate?: boolean
    readonly everything?: boolean
  }
}

export async function runJob(context: CommandContext, request: JobRequest): Promise<ExitCode> {
  return withPipeline(
    context,
    { demo: request.demo ? (request.organization ?? 'demo') : null, concurrency: 2 },
    async (pipeline) => {
      const { terminal } = context
      const organizationId = request.demo
        ? await ensureDemo(pipeline, request.organization ?? 'demo')
        : (await chooseOrganization(pipeline, request.organization)).id
      const run = await executeJob(context, pipeline, { ...request, organizationId })
      const exitCode = reportEnd(run, terminal)
      if (run.output !== null && !terminal.json) {
        terminal.print('')
        await showReport(await pipeline.tenants.openToRead(organizationId), terminal)
      }
      return exitCode
    },
  )
}

/** Triggers the job, or joins an equal run, and follows it to its end. */
export async function executeJob(
  { terminal, signal }: CommandContext,
  pipeline: Pipeline,
  request: Omit<JobRequest, 'organization'> & {
    readonly organizationId: OrganizationId
    /** Default: an equal run that is active is joined, also one that has done a part of it. */
    readonly onConflict?: 'join' | 'queue'
  },
): Promise<Run> {
  const { outcome, runId, waitsFor } = await startRun(pipeline, {
    job: request.job,
    organizationId: request.organizationId,
    repositories: request.repositories,
    queue: queueOf(request.demo),
    input: request.input,
    by: processUser(),
    onConflict: request.onConflict ?? 'join',
  })
  if (outcome === 'joined') terminal.note(`Run ${runId} is doing just that already: following it.`)
  else if (waitsFor) terminal.note(`Run ${runId} waits for run ${waitsFor.id} of the same organization.`)
  return followRun(pipeline, runId, terminal, signal)
}

/** Opens what a command needs, its engine not started before a run is followed, and closes all of it on every path; within two seconds of Ctrl-C, come what may. */
export async function withPipeline<T>(
  { config, terminal, signal }: CommandContext,
  { demo, concurrency }: { readonly demo: string | null; readonly concurrency: number },
  work: (pipeline: Pipeline) => Promise<T>,
): Promise<T> {
  const server = demo === null ? null : await startDemo(demo)
  try {
    const opening = openPipeline({
      config,
      concurrency,
      autoStart: false,
      onTrouble: ({ error, runId }) =>
        terminal.note(runId === null ? error.message : `Run ${runId} is given up: ${error.message}`),
      ...(server ? { demo: server } : {}),
      onWait: (organizationId, { why, ms, message }) =>
        terminal.note(
          `${organizationId}: ${message.replace(/\.$/, '')}; ${why === 'trouble' ? 'tries again' : 'goes on'} in ${Math.round(ms / 1_000)} s`,
        ),
      ...tellingOf({ signal, terminal }),
    })
    const pipeline = await orInterrupted(opening, signal)
    try {
      return await orInterrupted(work(pipeline), signal)
    } finally {
      const closing = pipeline.close({ graceMs: signal.aborted ? 500 : 10_000 })
      await closedOrLeft(closing, signal, { graceMs: 900 })
    }
  } finally {
    await server?.close()
  }
}
