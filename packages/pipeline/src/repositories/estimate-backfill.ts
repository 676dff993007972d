/**
 * What reading all history would come to, before it is begun: by how many pull requests there are, and by what pages
 * came to when all was read the last time. Pull requests that overflow a page, and waits for points, come on top.
 */
import type { OrganizationId } from '@upflow/model'
import type { Pipeline } from '../open-pipeline.ts'
import { chooseRepositories, fullName } from '../repositories.ts'

export interface BackfillEstimate {
  readonly repositories: number
  readonly pullRequests: number
  /** Those that GitHub does not show to the credential: in no number. */
  readonly unseen: readonly string[]
  readonly requests: number
  readonly points: number
  readonly seconds: number
}

/** A page as a sync begins with it, and what it costs by GitHub's formula. */
const page = { pullRequests: 24, points: 4 }

interface Pace {
  /** How many pages there were for each that there would have been, had none had to shrink. */
  readonly stretch: number
  readonly secondsEach: number
}

/** As long as nothing was read. */
const usual: Pace = { stretch: 1, secondsEach: 3 }
/** Of each repository: tags, deployments and the look for what is gone. */
const besides = { requests: 3, points: 3 }
/** Pages are asked for side by side. */
const atOnce = 4

/** What a backfill would come to; null for all repositories. Of those that are paused none is read. @throws PipelineError, WorkerFailed */
export async function estimateBackfill(
  { credentials, engine, files, tenants }: Pick<Pipeline, 'credentials' | 'engine' | 'files' | 'tenants'>,
  organizationId: OrganizationId,
  names: readonly string[] | null,
): Promise<BackfillEstimate> {
  const tenant = await tenants.open(organizationId)
  const chosen = (await chooseRepositories(tenant, names)).filter(({ pause }) => pause === null)
  const access = await credentials.accessOf(tenant)
  const totals = await files.call(tenant, 'totals', { access, ids: chosen.map(({ id }) => id) })
  const pace = (await lastPace({ engine }, organizationId)) ?? usual
  const seen = chosen.filter(({ id }) => totals.has(id))
  const counts = seen.map(({ id }) => totals.get(id)!)
  const pages = counts.map((count) => Math.ceil(fullPages(count) * pace.stretch))
  // A page costs a point at the least.
  const pointsEach = Math.max(1, Math.ceil(page.points / pace.stretch))
  const requests = sum(pages) + seen.length * besides.requests
  return {
    repositories: seen.length,
    pullRequests: sum(counts),
    unseen: chosen.filter(({ id }) => !totals.has(id)).map(fullName),
    requests,
    points: sum(pages) * pointsEach + seen.length * besides.points,
    // The pages of one repository come one after the other.
    seconds: Math.ceil(
      Math.max((requests * pace.secondsEach) / atOnce, Math.max(0, ...pages) * pace.secondsEach),
    ),
  }
}

/** Of the last backfill that has read whole pull requests; null when none has. */
async function lastPace(
  { engine }: Pick<Pipeline, 'engine'>,
  organization: OrganizationId,
): Promise<Pace | null> {
  const runs = await engine.runs.list({
    job: 'backfill',
    labels: { organization },
    status: ['succeeded', 'partial'],
  })
  const whole = runs.find(({ input }) => {
    const { files = false, missing = false } = input as {
      readonly files?: boolean
      readonly missing?: boolean
    }
    return !files && !missing
  })
  if (!whole) return null
  const total = { pages: 0, full: 0 }
  const timed = { pages: 0, ms: 0 }
  for (const { key, value, attempts, startedAt, finishedAt } of await engine.runs.steps(whole.id)) {
    if (!key.startsWith('sync:') || value === null) continue
    const { pages, seen } = JSON.parse(value) as { readonly pages: number; readonly seen: number }
    total.pages += pages
    total.full += fullPages(seen)
    // The times of a step are those of its last try, its pages those of all.
    if (attempts > 1) continue
    timed.pages += pages
    timed.ms += finishedAt - startedAt
  }
  if (total.full === 0) return null
  return {
    stretch: Math.max(1, total.pages / total.full),
    secondsEach: timed.pages === 0 ? usual.secondsEach : timed.ms / 1_000 / timed.pages,
  }
}

const fullPages = (pullRequests: number) => Math.ceil(pullRequests / page.pullRequests)
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
