/** What can be gone to by typing: pages and teams by name, pull requests by repository and number. */
import type { Role } from '../api/types.ts'
import { pagesFor } from './pages.ts'

export interface Place {
  readonly label: string
  readonly what: string
  readonly to: string
  readonly params?: Readonly<Record<string, string>>
  /** Of what may be a pull request: whether there is one of that number, only the server knows. */
  readonly pullRequest?: { readonly owner: string; readonly repo: string; readonly number: string }
}

export interface PlacesKnown {
  /** `owner/name` */
  readonly repositories: readonly string[]
  readonly teams: readonly { readonly slug: string; readonly name: string }[]
  /** Of who looks. */
  readonly role: Role | null
}

/** `app#12`, `acme/app#12`, `acme/app 12`, an address on GitHub, or `12` in every repository. */
export function findPlaces(text: string, { repositories, teams, role }: PlacesKnown): Place[] {
  const wanted = text.trim().toLowerCase()
  const pages = pagesFor(role)
    .flatMap((group) => group.pages)
    .map(({ to, label, alone = label }): Place => ({ label: alone, what: 'page', to }))
  if (wanted === '') return pages
  const [, name = '', number] =
    /(?:^|\/)([\w.-]+\/[\w.-]+)\/pull\/(\d+)/.exec(wanted) ??
    /^([\w./-]*?)(?:#|\s+|^)(\d+)$/.exec(wanted) ??
    []
  const found: Place[] = []
  if (number !== undefined)
    for (const repository of repositories) {
      const [owner = '', repo = ''] = repository.split('/')
      const [full, short] = [repository.toLowerCase(), repo.toLowerCase()]
      if (name === '' || full === name || short.startsWith(name))
        found.push({
          label: `${repository}#${number}`,
          what: 'pull request',
          to: '/o/$org/pulls/$owner/$repo/$number',
          params: { owner, repo, number },
          pullRequest: { owner, repo, number },
        })
    }
  const ofTeams = teams.map(
    ({ slug, name }): Place => ({
      label: name,
      what: 'team',
      to: '/o/$org/teams/$team',
      params: { team: slug },
    }),
  )
  return [...found, ...[...pages, ...ofTeams].filter(({ label }) => label.toLowerCase().includes(wanted))]
}
