/** Reads the bundled sample: see sample/README.md for what in it is real. */
import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { type Dataset, nodeId, type PullRequestData, type RepositoryData, type TagData } from './dataset.ts'

const folder = new URL('../sample/', import.meta.url)

/** The owners in the sample with their repositories. */
export const sampleRepositories = {
  'bitcoin-core': ['gui', 'secp256k1'],
  cfrg: ['draft-irtf-cfrg-frost', 'draft-irtf-cfrg-opaque', 'draft-irtf-cfrg-voprf'],
} as const

export type SampleOwner = keyof typeof sampleRepositories

/**
 * All repositories of the owners; every call reads them anew, so that a test may change its own.
 * @param last so many pull requests of each alone, the latest that were opened
 */
export function loadSample(
  owners: readonly SampleOwner[] = ['bitcoin-core', 'cfrg'],
  last = Number.POSITIVE_INFINITY,
): Dataset {
  return {
    repositories: owners.flatMap((owner) =>
      sampleRepositories[owner].map((name) => loadRepository(owner, name, last)),
    ),
  }
}

function loadRepository(owner: string, name: string, last: number): RepositoryData {
  const lines = gunzipSync(readFileSync(new URL(`${owner}__${name}.jsonl.gz`, folder)))
    .toString('utf8')
    .trimEnd()
    .split('\n')
    .slice(-last)
  return {
    id: nodeId('R', owner, name),
    owner,
    name,
    defaultBranch: 'master',
    isArchived: false,
    isVisible: true,
    pullRequests: lines.map((line) => JSON.parse(line) as PullRequestData),
    tags: loadTags(owner, name),
  }
}

/** Of the one repository whose tags the sample has. */
function loadTags(owner: string, name: string): TagData[] {
  const file = new URL(`${owner}__${name}.tags.json`, folder)
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as TagData[]) : []
}
