/** Reads a generated organization from an emulator: all of the sync, or the client alone, of which nothing is kept. */
import { createGithubClient } from '@upflow/github'
import { openPipeline, parseConfig } from '@upflow/pipeline'
import { organizationId } from '../load-organization.ts'
import { createMeter } from './meter.ts'

const { dataDir, apiUrl, token, stores } = JSON.parse(process.argv[2]!) as {
  dataDir: string
  apiUrl: string
  token: string
  stores: boolean
}
const pipeline = await openPipeline({
  config: parseConfig({
    UPFLOW_DATA_DIR: dataDir,
    UPFLOW_GITHUB_TOKEN: token,
    UPFLOW_GITHUB_API_URL: apiUrl,
  }),
  concurrency: 1,
})
const { id } = await pipeline.organizations.get(organizationId)
const repositories = await pipeline.organizations.repositories(id)
const client = createGithubClient({ apiUrl, credential: { kind: 'token', token } })
// The emulator reads its schema with the first request.
await client.viewer()

async function readOnly(): Promise<number> {
  let read = 0
  await Promise.all(
    repositories.map(async ({ id: repositoryId }) => {
      for (let cursor: string | null = null; ; ) {
        const page: Awaited<ReturnType<typeof client.pullRequests>> = await client.pullRequests({
          repositoryId,
          order: 'created',
          cursor,
          pageSize: 24,
        })
        read += page.items.length
        if (page.nextCursor === null) return
        cursor = page.nextCursor
      }
    }),
  )
  return read
}
const sync = async () => {
  const { output } = await pipeline.engine.jobs.backfill.triggerAndWait({
    organizationId: id,
    recalculate: false,
  } as never)
  return output.read
}

const meter = createMeter()
const pullRequests = await (stores ? sync() : readOnly())
process.send!({ ...meter(), pullRequests })
await client.close()
await pipeline.close()
process.disconnect()
