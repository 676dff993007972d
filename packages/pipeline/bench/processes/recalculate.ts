/** Recalculates when it is told to, and says what it took: a process of its own, so that memory is its own too. */
import { createRawUpsert, fromPayload, toRawRow } from '@upflow/db'
import { openPipeline, parseConfig } from '@upflow/pipeline'
import { organizationId } from '../load-organization.ts'
import { createMeter } from './meter.ts'

export interface Recalculation {
  readonly everything: boolean
  /** Gives one stored pull request another comment first. */
  readonly changesOne?: boolean
}

const { dataDir } = JSON.parse(process.argv[2]!) as { dataDir: string }
const pipeline = await openPipeline({
  config: parseConfig({ ...process.env, UPFLOW_DATA_DIR: dataDir }),
  concurrency: 1,
})
const { id } = await pipeline.organizations.get(organizationId)

async function changeOne(): Promise<void> {
  const tenant = await pipeline.tenants.openToRead(id)
  const { payload } = tenant.sqlite
    .prepare<[], { payload: string }>('SELECT payload FROM raw_pull_requests ORDER BY number DESC LIMIT 1')
    .get()!
  const old = fromPayload(payload)
  const updatedAt = old.updatedAt + 60
  const comment = {
    id: `IC_${updatedAt}`,
    kind: 'issue',
    author: old.author,
    createdAt: updatedAt,
    publishedAt: updatedAt,
    review: null,
    url: null,
  } as const
  createRawUpsert(tenant)(toRawRow({ ...old, updatedAt, comments: [...old.comments, comment] }))
}

process.on('message', async ({ everything, changesOne = false }: Recalculation) => {
  if (changesOne) await changeOne()
  const meter = createMeter()
  const { output } = await pipeline.engine.jobs.recalculate.triggerAndWait({
    organizationId: id,
    everything,
  } as never)
  process.send!({ ...meter(), pullRequests: output.analyzed })
})
process.send!({ ready: true })
