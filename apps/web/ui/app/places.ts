/** What can be gone to by typing: pages and teams by name, pull requests by repository and number. */

export interface Place {
  readonly label: string
  readonly what: string
  readonly to: string
  readonly params?: Readonly<Record<string, string>>
}

export const pages: readonly Place[] = [
  { label: 'Overview', what: 'page', to: '/o/$org' },
  { label: 'Now', what: 'page', to: '/o/$org/now' },
  { label: 'Cycle time', what: 'page', to: '/o/$org/cycle-time' },
  { label: 'Reviews', what: 'page', to: '/o/$org/reviews' },
  { label: 'Flow', what: 'page', to: '/o/$org/flow' },
  { label: 'Releases', what: 'page', to: '/o/$org/releases' },
  { label: 'Pull requests', what: 'page', to: '/o/$org/pulls' },
  { label: 'Runs', what: 'page', to: '/o/$org/runs' },
  { label: 'Health', what: 'page', to: '/o/$org/health' },
  { label: 'General settings', what: 'page', to: '/o/$org/settings/general' },
  { label: 'GitHub connection', what: 'page', to: '/o/$org/settings/connection' },
  { label: 'Repositories', what: 'page', to: '/o/$org/settings/repositories' },
  { label: 'Rules', what: 'page', to: '/o/$org/settings' },
  { label: 'Calendar', what: 'page', to: '/o/$org/settings/calendar' },
  { label: 'People', what: 'page', to: '/o/$org/settings/people' },
  { label: 'Teams', what: 'page', to: '/o/$org/settings/teams' },
  { label: 'Notifications', what: 'page', to: '/o/$org/settings/notifications' },
  { label: 'Export and backup', what: 'page', to: '/o/$org/settings/export' },
  { label: 'Audit', what: 'page', to: '/o/$org/settings/audit' },
]

/** `app#12`, `acme/app#12`, `acme/app 12`, an address on GitHub, or `12` in every repository. */
export function findPlaces(
  text: string,
  repositories: readonly string[],
  teams: readonly { readonly slug: string; readonly name: string }[] = [],
): Place[] {
  const wanted = text.trim().toLowerCase()
  if (wanted === '') return [...pages]
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
