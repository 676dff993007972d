/** Serves a generated organization as GitHub would, in a process of its own, until it is killed. */
import { generateDataset, startEmulator } from '@upflow/github-emulator'
import { seed } from '../load-organization.ts'

const { repositories, pullRequests, token } = JSON.parse(process.argv[2]!) as {
  repositories: number
  pullRequests: number
  token: string
}
const { url } = await startEmulator({
  data: generateDataset({ repositories, pullRequests, seed }),
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
