/** What GitHub said of an organization's credential when a run last read it: known without asking again. */
import type { AccessFacts } from '@upflow/github'
import type { Runs } from '@upflow/jobs'
import { summaryOutput } from '../jobs/summary.ts'

const reading = ['crawl', 'backfill', 'reconcile'] as const
/** Of each job, the latest among which one may have asked. */
const most = 5

/** Null before the first run that read GitHub and came to an end. */
export async function lastAccess(
  runs: Pick<Runs, 'list'>,
  organizationId: string,
): Promise<AccessFacts | null> {
  const lists = await Promise.all(
    reading.map((job) =>
      runs.list({
        job,
        labels: { organization: organizationId },
        status: ['succeeded', 'partial'],
        limit: most,
      }),
    ),
  )
  const said = lists.flat().flatMap(({ output }) => accessIn(output) ?? [])
  return said.sort((one, other) => other.at - one.at)[0] ?? null
}

/** Of what an older version has recorded there is none. */
const accessIn = (output: unknown): AccessFacts | null =>
  summaryOutput.shape.access.safeParse((output as { readonly access?: unknown } | null)?.access).data ?? null
