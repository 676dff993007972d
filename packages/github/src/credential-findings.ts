/** What is said of a credential: what was found, and what to do about it. */
import { type Instant, type RepositoryId, toIso } from '@upflow/model'
import { isPermission } from './classify.ts'
import type { GithubCredential } from './credential.ts'
import type { FieldErrors } from './field-errors.ts'
import type { GithubError } from './github-error.ts'
import type { Heard } from './heard.ts'
import type { Visible } from './visible.ts'

export type FindingKind =
  | 'address'
  | 'token'
  | 'app'
  | 'expiry'
  | 'clock'
  | 'points'
  | 'scopes'
  | 'single-sign-on'
  | 'ip-allow-list'
  | 'repositories'
  | 'permissions'
  | 'teams'

/** What is to be read. */
export interface WantedRepository {
  readonly id: RepositoryId
  readonly name: string
}

/** What there was to see, of what was looked for. */
interface Looked {
  readonly seen: Visible
  readonly wanted: readonly WantedRepository[]
  readonly unseen: ReadonlyMap<RepositoryId, FieldErrors>
}

export interface Finding {
  readonly what: FindingKind
  readonly state: 'good' | 'warning' | 'bad'
  /** What was found. */
  readonly text: string
  /** What to do about it; null where nothing is to be done. */
  readonly remedy: string | null
}

export const good = (what: FindingKind, text: string): Finding => ({
  what,
  state: 'good',
  text,
  remedy: null,
})
export const bad = (what: FindingKind, text: string, remedy: string): Finding => ({
  what,
  state: 'bad',
  text,
  remedy,
})
const warning = (what: FindingKind, text: string, remedy: string): Finding => ({
  what,
  state: 'warning',
  text,
  remedy,
})

/** A token, or an app as one of its installations: by what it is called, and what to do differs. */
export type Speaker = GithubCredential['kind']
const nameOf = (speaker: Speaker) => (speaker === 'token' ? 'The token' : 'The app')

export const speaksFor = (speaker: Speaker, login: string): Finding =>
  speaker === 'token'
    ? good('token', `The token belongs to ${login}.`)
    : good('app', `The app speaks as ${login}.`)

const signOnRemedy =
  'At GitHub, under Settings, Developer settings, choose Configure SSO beside the token and authorize it for the organization.'
const allowListRemedy =
  "Ask an owner of the organization to put this machine's address on its IP allow list, or the app's, and to allow installed apps."
const aboutSignOn = ({ message, extensions }: { readonly message: string; readonly extensions?: object }) =>
  /SAML|single sign-on/i.test(message) || (extensions as { saml_failure?: unknown })?.saml_failure === true
const aboutAllowList = ({ message }: { readonly message: string }) => /IP allow list/i.test(message)

/** What kept it from being asked anything. */
export function refusalFinding(error: GithubError, speaker: Speaker): Finding {
  const { code } = error
  const message = withoutAdvice(error.message)
  if (code === 'github/installation-suspended')
    return bad('app', message, 'Have it resumed there; nothing is to be changed here.')
  if (code === 'github/installation-removed')
    return bad('app', message, 'Install the app for the account again, and choose the new installation here.')
  if (speaker === 'installation' && isDisbelieved(code))
    return bad('app', message, "Make another key in the app's settings at GitHub, and store it here.")
  if (isDisbelieved(code))
    return bad(
      'token',
      message,
      'It is wrong, expired or revoked: create another at GitHub and store it here.',
    )
  if (code === 'github/access-denied' && aboutAllowList({ message }))
    return bad('ip-allow-list', message, allowListRemedy)
  if (code === 'github/access-denied' && aboutSignOn({ message }))
    return bad('single-sign-on', message, signOnRemedy)
  if (code === 'github/access-denied' || code === 'github/insufficient-scopes')
    return bad('permissions', message, permissionsRemedy(speaker))
  const remedy = 'Check the address, and whether this machine reaches it or needs a proxy.'
  return bad('address', message, remedy)
}

const isDisbelieved = (code: string) =>
  code === 'github/authentication-failed' || code === 'github/invalid-private-key'

/** Ours is the remedy of the finding; by which query it was found says nothing to who reads it. */
const withoutAdvice = (message: string) =>
  message
    .replace(/ (?:Check the (?:token's|(?:API )?address)\b|It is wrong, expired or revoked:).*$/, '')
    .replace(/\((?:[A-Z]+ )?\S+ at (\S+)\)/, '(at $1)')

const expiresSoonSeconds = 14 * 86_400

export function expiryFinding({ access }: Heard, now: Instant): Finding[] {
  const tokenExpiresAt = access?.tokenExpiresAt ?? null
  if (tokenExpiresAt === null) return []
  const text = `The token expires at ${toIso(tokenExpiresAt)}.`
  return tokenExpiresAt - now > expiresSoonSeconds
    ? [good('expiry', text)]
    : [warning('expiry', text, 'Create another at GitHub before that, and store it here.')]
}

const clockOffSeconds = 120

export function clockFinding(answeredAt: Instant | null, now: Instant): Finding {
  if (answeredAt === null) return good('clock', 'GitHub does not say what time it is.')
  const off = Math.round(now - answeredAt)
  if (Math.abs(off) <= clockOffSeconds) return good('clock', "This machine's clock agrees with GitHub's.")
  return warning(
    'clock',
    `This machine's clock is ${Math.abs(off)} seconds ${off > 0 ? 'ahead of' : 'behind'} GitHub's.`,
    'Set it by NTP: what waits now is reckoned by it.',
  )
}

const fewPoints = 500

export function pointsFinding(points: Visible['points']): Finding {
  if (points === null || points.limit === 0) return good('points', 'This GitHub counts no points.')
  const text = `${points.remaining} of ${points.limit} points are left this hour.`
  if (points.remaining >= fewPoints) return good('points', text)
  return warning(
    'points',
    text,
    `Nothing is lost: what is read waits, until ${toIso(points.resetAt)} at the latest.`,
  )
}

/** What each scope that is needed comes with, too. */
const neededScopes = {
  repo: ['repo'],
  'read:org': ['read:org', 'write:org', 'admin:org'],
} as const
const neededPermissions = ['contents', 'pull_requests', 'deployments', 'members'] as const

/** Only classic tokens and installations say what they may; of the others it is found out by asking. */
export function givenFinding({ scopes, permissions }: Heard): Finding[] {
  if (scopes !== null) {
    const missing = Object.entries(neededScopes).flatMap(([scope, ways]) =>
      ways.some((way) => scopes.includes(way)) ? [] : [scope],
    )
    if (missing.length === 0) return [good('scopes', `The token has the scopes ${scopes.join(', ')}.`)]
    const text = `The token lacks ${listOf(missing)}; it has ${scopes.length === 0 ? 'none' : scopes.join(', ')}.`
    return [
      warning(
        'scopes',
        text,
        'Without repo only public repositories are read, without read:org no teams: give it both at GitHub.',
      ),
    ]
  }
  if (permissions === null) return []
  const missing = neededPermissions.filter((name) => permissions[name] === undefined)
  if (missing.length === 0) return [good('permissions', 'The installation was given all that is read.')]
  return [
    warning(
      'permissions',
      `The installation was not given ${listOf(missing)}.`,
      "Ask for read access to them in the app's settings at GitHub, and have the account accept it.",
    ),
  ]
}

export function repositoryFindings(speaker: Speaker, { seen, wanted, unseen }: Looked): Finding[] {
  const hidden = (isAbout: (errors: FieldErrors) => boolean) =>
    wanted.flatMap(({ id, name }) => {
      const errors = unseen.get(id)
      return errors && isAbout(errors) ? [name] : []
    })
  const signOn = hidden(({ all }) => all.some(aboutSignOn))
  const allowList = hidden(({ all }) => all.some(aboutAllowList))
  const isOther = ({ all }: FieldErrors) => !all.some((one) => aboutSignOn(one) || aboutAllowList(one))
  const others = hidden(isOther)
  const isDenied = [...unseen.values()].some((errors) => isOther(errors) && errors.all.some(isPermission))
  const findings: Finding[] = []
  if (signOn.length > 0)
    findings.push(bad('single-sign-on', `Single sign-on hides ${listOf(signOn)}.`, signOnRemedy))
  if (allowList.length > 0)
    findings.push(bad('ip-allow-list', `The IP allow list hides ${listOf(allowList)}.`, allowListRemedy))
  if (others.length > 0)
    findings.push(
      warning(
        'repositories',
        `${listOf(others)} cannot be seen. What was read of it is kept.`,
        speaker === 'installation'
          ? 'Select it for the app in the settings of its account at GitHub; or remove it here if it is gone.'
          : isDenied
            ? 'Give the token access to it, and have the organization approve that.'
            : 'Give the token access to it; or remove it here if it is gone.',
      ),
    )
  else if (seen.total === 0 && wanted.length === 0)
    findings.push(
      warning(
        'repositories',
        `${nameOf(speaker)} sees no repository.`,
        speaker === 'installation'
          ? 'Select those that are to be read in the settings of its account at GitHub.'
          : 'Give it access to those that are to be read, or authorize it for single sign-on.',
      ),
    )
  else findings.push(good('repositories', `${nameOf(speaker)} sees ${seen.total} repositories.`))
  return findings
}

export const probed = (speaker: Speaker, problem: string | null): Finding =>
  problem === null
    ? good('permissions', `${nameOf(speaker)} may read what a sync asks for.`)
    : bad('permissions', problem, permissionsRemedy(speaker))

const permissionsRemedy = (speaker: Speaker): string => (speaker === 'installation' ? appRemedy : tokenRemedy)
const appRemedy =
  "Ask for read access to contents, pull requests, deployments and members in the app's settings at GitHub, and have the account accept it."
const tokenRemedy =
  'Give the token the scopes repo and read:org, or for a fine-grained one read access to contents, pull requests and deployments.'

export const teamsFinding = (speaker: Speaker, teams: readonly string[], problem: string | null): Finding =>
  problem === null
    ? good('teams', `${nameOf(speaker)} may read who is in ${listOf(teams)}.`)
    : bad('teams', problem, teamsRemedy)

const teamsRemedy =
  'Give a classic token the scope read:org, or a fine-grained one and an app read access to members; a team that is gone is to be named otherwise under Teams, or mirrored no more.'

const mostNamed = 5

/** Named as far as they can be read at a glance. */
const listOf = (names: readonly string[]): string =>
  names.length <= mostNamed
    ? names.join(', ')
    : `${names.slice(0, mostNamed).join(', ')} and ${names.length - mostNamed} more`
