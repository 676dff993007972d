/**
 * Serves a generated organization as GitHub would, in a process of its own, until it is killed. GitHub takes no processor
 * of the machine that asks it: what plays it here has its turns beside the jobs, not before who serves people.
 */
import { setPriority } from 'node:os'
import { generateDataset, startEmulator } from '@upflow/github-emulator'
import { seed } from '../load-organization.ts'

if (process.platform === 'linux') setPriority(10)
const {
  repositories,
  pullRequests,
  token,
  isLazy = false,
} = JSON.parse(process.argv[2]!) as {
  repositories: number
  pullRequests: number
  token: string
  isLazy?: boolean
}
const { url, journal } = await startEmulator({
  data: generateDataset({ repositories, pullRequests, seed, isLazy }),
  tokens: { [token]: { login: 'bench' } },
  pointsPerHour: null,
})
// It reads GitHub's schema with the first query: before somebody measures.
await fetch(`${url}/graphql`, {
  method: 'POST',
  headers: { authorization: `bearer ${token}` },
  body: JSON.stringify({ query: '{ viewer { login } }' }),
})
process.send!({ url })
// Told, whenever somebody asks, the pages that were asked for since: `repository after cursor`.
process.on('message', () => {
  const asked = journal.splice(0).filter(({ operation }) => operation === 'PullRequests')
  process.send!({ pages: asked.map(({ variables }) => `${variables.repository} after ${variables.after}`) })
})
