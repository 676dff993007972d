/** Organization `acme` over a GitHub of this machine, in a data folder of its own: also where no test runs. */
import { type Dataset, type Emulator, loadSample, startEmulator } from '@upflow/github-emulator'
import { openPipeline, type Pipeline, parseConfig } from '@upflow/pipeline'

export const token = 'ghp_canary0123456789canary0123456789canary'

export const small = (count = 60): Dataset => loadSample(['bitcoin-core'], count)

export const configOf = (dataDir: string, environment: Readonly<Record<string, string>> = {}) =>
  parseConfig({
    UPFLOW_DATA_DIR: dataDir,
    UPFLOW_WEB_PORT: '0',
    UPFLOW_WEB_OPEN: '1',
    // What is executed is what a test has executed.
    UPFLOW_WEB_CONCURRENCY: '0',
    // Beside it, so that it goes with it.
    UPFLOW_BACKUP_DIR: `${dataDir}-backups`,
    ...environment,
  })

/** Organization `acme`, which reads the emulator's repositories, none of them read yet. */
export async function createAcme(dataDir: string, emulator: Emulator, concurrency = 0): Promise<Pipeline> {
  const pipeline = await openPipeline({ config: configOf(dataDir), concurrency })
  await pipeline.organizations.create({
    id: 'acme',
    name: 'Acme',
    integration: { kind: 'github', apiUrl: emulator.url, sealedToken: null },
    releaseRule: { kind: 'branch', key: 'master' },
    token,
  })
  for (const { owner, name } of emulator.data.repositories)
    await pipeline.organizations.addRepository('acme' as never, `${owner}/${name}`)
  return pipeline
}

export const startGithub = (data: Dataset): Promise<Emulator> =>
  startEmulator({ data, tokens: { [token]: { login: 'dev' } }, pointsPerHour: null })

export const backfillOf = (pipeline: Pipeline) =>
  pipeline.engine.jobs.backfill.trigger(
    {
      organizationId: 'acme' as never,
      repositories: null,
      files: false,
      missing: false,
      since: null,
      recalculate: true,
    },
    { labels: { organization: 'acme' } },
  )
