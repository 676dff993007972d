/** `pulls refresh`: reads single pull requests anew from GitHub, and says what has changed of them. */
import type { Run } from '@upflow/jobs'
import {
  mostRefreshed,
  processUser,
  queueOf,
  type RefreshedPullRequest,
  startRefresh,
} from '@upflow/pipeline'
import { chooseOrganization } from '../choose-organization.ts'
import { ensureDemo } from '../demo.ts'
import { type ExitCode, exitCodes, UsageError } from '../exit-codes.ts'
import { endOf, followRun, noteEnd } from '../follow/follow-run.ts'
import type { CommandContext } from './context.ts'
import { withPipeline } from './run-job.ts'

/** @param names the organization, if it is named, and `OWNER/NAME#NUMBER` of each */
export async function refreshPulls(
  context: CommandContext,
  names: readonly string[],
  { demo }: { readonly demo: boolean },
): Promise<ExitCode> {
  const { organization, wanted } = parseWanted(names)
  const { terminal, signal } = context
  return withPipeline(
    context,
    { demo: demo ? (organization ?? 'demo') : null, concurrency: 2 },
    async (pipeline) => {
      const organizationId = demo
        ? await ensureDemo(pipeline, organization ?? 'demo')
        : (await chooseOrganization(pipeline, organization)).id
      const started: string[] = []
      for (const [repository, numbers] of wanted) {
        const refresh = { organizationId, repository, numbers, queue: queueOf(demo), by: processUser() }
        started.push((await startRefresh(pipeline, refresh)).runId)
      }
      const codes: ExitCode[] = []
      const runs: object[] = []
      for (const [index, repository] of [...wanted.keys()].entries()) {
        const run = await followRun(pipeline, started[index]!, terminal, signal)
        for (const one of pullRequestsOf(run)) terminal.print(`${repository}#${one.number}: ${wordsOf(one)}`)
        codes.push(noteEnd(run, terminal))
        runs.push({ repository, ...endOf(run) })
      }
      terminal.printJson({ runs })
      return codes.find((code) => code !== exitCodes.success) ?? exitCodes.success
    },
  )
}

function parseWanted(names: readonly string[]) {
  const isReference = (name: string) => name.includes('#')
  const organization = names[0] !== undefined && !isReference(names[0]) ? names[0] : undefined
  const references = organization === undefined ? names : names.slice(1)
  const wanted = new Map<string, number[]>()
  for (const name of references) {
    const match = /^([^#]+)#([1-9]\d{0,8})$/.exec(name)
    if (!match)
      throw new UsageError(`pulls refresh takes pull requests such as OWNER/NAME#123, not '${name}'`)
    const [, repository, number] = match as unknown as [string, string, string]
    wanted.set(repository, [...(wanted.get(repository) ?? []), Number(number)])
  }
  if (wanted.size === 0) throw new UsageError('pulls refresh needs a pull request, such as OWNER/NAME#123')
  for (const [repository, numbers] of wanted)
    if (numbers.length > mostRefreshed)
      throw new UsageError(
        `pulls refresh takes at most ${mostRefreshed} pull requests of ${repository}: crawl it instead`,
      )
  return { organization, wanted }
}

const pullRequestsOf = ({ output }: Run): readonly RefreshedPullRequest[] =>
  (output as { pullRequests?: readonly RefreshedPullRequest[] } | null)?.pullRequests ?? []

const words: Readonly<Record<RefreshedPullRequest['became'], string>> = {
  new: 'new here',
  changed: 'changed',
  unchanged: 'nothing has changed',
  gone: 'GitHub no longer has it: it is removed here',
  absent: 'there is none of this number',
  unread: 'not all of it could be read',
}
const wordsOf = ({ became, parts }: RefreshedPullRequest): string =>
  parts.length === 0 ? words[became] : `${words[became]}: ${parts.join(', ')}`
