/** `acme` in which everything has the longest name that it may have: what a layout must hold. */
import type { Dataset } from '@upflow/github-emulator'
import { changeSettings } from '@upflow/settings'
import { backfillOf, createAcme, small, startGithub } from '../acme.ts'

/** As long as GitHub lets them be. */
const owner = 'an-organization-whose-name-is-39-letter'
const longRepository = `the-platform-infrastructure-monorepo-${'with-a-name-of-a-hundred-letters-'.repeat(2)}`
const login = 'a-login-of-somebody-with-39-letters-too'
const word = 'Supercalifragilisticexpialidocious_'.repeat(4)
const sentence =
  'Rework the cache of the resolver, so that entries that were evicted under memory pressure are found again without a second read'

/** A word that cannot be broken at a space, a sentence, and no title. */
const titles = [word, sentence, '']

export const longRepositoryName = `${owner}/${longRepository}`

/** One repository keeps its name, since a table has short ones beside the long. */
function withLongNames(data: Dataset): Dataset {
  const [long] = data.repositories
  Object.assign(long!, { owner, name: longRepository })
  const all = data.repositories.flatMap(({ pullRequests }) => pullRequests)
  for (const [index, one] of all.entries()) one.title = titles[index % titles.length]!
  const first = all.find(({ author }) => author?.__typename === 'User')!.author!.login
  return JSON.parse(JSON.stringify(data).replaceAll(`"${first}"`, `"${login}"`))
}

/** In an empty data folder. @returns what ends its GitHub */
export async function makeLongNames(dataDir: string): Promise<() => Promise<void>> {
  const github = await startGithub(withLongNames(small()))
  const pipeline = await createAcme(dataDir, github, 2)
  await (await backfillOf(pipeline)).wait()
  const acme = 'acme' as never
  const organization = 'Gesellschaft für außerordentlich lange Organisationsnamen mbH & Co. KG'
  await pipeline.organizations.rename(acme, organization)
  const team = 'The team for everything that takes more than forty letters to be said'
  const change = {
    key: 'teams',
    value: [{ slug: 'long', name: team, members: [login, 'ben', 'cid'], repositories: [longRepositoryName] }],
  } as const
  await changeSettings(await pipeline.tenants.open(acme), [change], { by: 'ann' })
  await pipeline.close()
  return github.close
}
