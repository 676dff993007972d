/** Fills a data folder with a generated organization, without GitHub: as if it had been read already. */
import { createRawUpsert, toRawRow } from '@upflow/db'
import { generateDataset } from '@upflow/github-emulator'
import { openData, parseConfig } from '@upflow/pipeline'
import { changeSettings } from '@upflow/settings'
import { toRawPullRequest } from './to-raw-pull-request.ts'

export interface GeneratedOrganization {
  readonly dataDir: string
  /** Of the organization, where it is not the only one. */
  readonly id?: string
  readonly repositories: number
  readonly pullRequests: number
  /** As many repositories again are known, of which nothing has been read. */
  readonly unread?: number
  /** Where the unread ones are to be read. */
  readonly apiUrl?: string
  /** To read them with. */
  readonly token?: string
}

export const organizationId = 'generated'
/** The same for every benchmark, so that an emulator serves what was loaded. */
export const seed = 1
const rowsPerCommit = 1_000

/** Returns the names of the repositories of which nothing has been read. */
export async function loadOrganization({
  dataDir,
  id: wanted = organizationId,
  repositories,
  pullRequests,
  unread = 0,
  apiUrl = 'http://127.0.0.1:9',
  token,
}: GeneratedOrganization): Promise<string[]> {
  const dataset = generateDataset({ repositories: repositories + unread, pullRequests, seed })
  const data = await openData({ config: parseConfig({ UPFLOW_DATA_DIR: dataDir }) })
  try {
    const { id } = await data.organizations.create({
      id: wanted,
      integration: { kind: 'github', apiUrl, sealedToken: null },
      releaseRule: { kind: 'branch', key: 'main' },
      ...(token === undefined ? {} : { token }),
    })
    const tenant = await data.tenants.openToRead(id)
    // No run comes by itself in the midst of what is measured.
    const never = { key: 'schedules', value: { crawl: null, reconcile: null } } as const
    await changeSettings(tenant, [never], { by: 'bench' })
    const { sqlite } = tenant
    const addRepository = sqlite.prepare(
      'INSERT INTO repositories (id, owner, name, default_branch) VALUES (?, ?, ?, ?)',
    )
    for (const one of dataset.repositories) addRepository.run(one.id, one.owner, one.name, one.defaultBranch)
    const upsert = createRawUpsert(tenant)
    for (const repository of dataset.repositories.slice(0, repositories)) {
      const all = repository.pullRequests
      const write = sqlite.transaction((from: number) => {
        for (const one of all.slice(from, from + rowsPerCommit))
          upsert(toRawRow(toRawPullRequest(repository, one)))
      })
      for (let from = 0; from < all.length; from += rowsPerCommit) write.immediate(from)
    }
    return dataset.repositories.slice(repositories).map(({ owner, name }) => `${owner}/${name}`)
  } finally {
    await data.close()
  }
}
