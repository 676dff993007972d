/**
 * What a GitHub App is asked for with: a manifest, which a browser hands in at GitHub, where somebody looks at it and
 * makes the app. What it may and why is said here, once, for GitHub, the pages and the documentation.
 */
import type { Organization } from '@upflow/db'
import { usefulEvents } from '../webhooks/read-delivery.ts'
import { webhookPath } from '../webhooks/set-webhook.ts'

export interface AppPermission {
  /** As GitHub has it in manifests. */
  readonly name: string
  /** As GitHub's pages call it. */
  readonly label: string
  readonly why: string
}

/** All of them to read, and none to write. */
export const appPermissions: readonly AppPermission[] = [
  { name: 'metadata', label: 'Metadata', why: 'which repositories there are, and how they are called' },
  {
    name: 'pull_requests',
    label: 'Pull requests',
    why: 'pull requests with their reviews, comments, labels and changed files',
  },
  {
    name: 'contents',
    label: 'Contents',
    why: 'commits, and the branches and tags by which they are released',
  },
  {
    name: 'deployments',
    label: 'Deployments',
    why: 'deployments, where a release rule asks for them',
  },
  {
    name: 'issues',
    label: 'Issues',
    why: 'for GitHub a comment on a pull request is one on an issue: without it, it does not tell of them. No issue is read',
  },
  { name: 'members', label: 'Members', why: 'teams that are asked to review or mirrored' },
]

export interface ManifestOptions {
  /** Here, not at GitHub. */
  readonly organization: Organization
  /** Where people find Upflow, and GitHub delivers to. */
  readonly url: string
  /** Where GitHub sends the browser with a code, once the app is made. */
  readonly redirectUrl: string
  /** Where GitHub sends the browser once it is installed; null for nowhere. */
  readonly setupUrl: string | null
}

const mostNameCharacters = 34
/** An app is told of its installations without asking, and may not ask. */
const untold = ['installation', 'installation_repositories']

/** As JSON, for the field `manifest` of the form. */
export function toManifest({ organization, url, redirectUrl, setupUrl }: ManifestOptions): string {
  const { id, name } = organization
  return JSON.stringify({
    name: `Upflow ${name}`.slice(0, mostNameCharacters).trim(),
    url,
    redirect_url: redirectUrl,
    ...(setupUrl === null ? {} : { setup_url: setupUrl }),
    public: false,
    default_permissions: Object.fromEntries(appPermissions.map((one) => [one.name, 'read'])),
    ...(isReachable(url)
      ? {
          hook_attributes: { url: new URL(webhookPath(id), url).href },
          default_events: usefulEvents.filter((event) => !untold.includes(event)),
        }
      : {}),
  })
}

/** GitHub refuses the whole manifest for an address that it knows it cannot reach. */
const isReachable = (address: string): boolean =>
  !/^(?:localhost|127\.[\d.]+|0\.0\.0\.0|\[::1?\])$/.test(new URL(address).hostname)

/** Where people use the GitHub whose API has the address, without a slash at its end. */
export function githubOriginOf(apiUrl: string): string {
  const { hostname, origin } = new URL(apiUrl)
  if (hostname === 'api.github.com') return 'https://github.com'
  // Of GitHub Enterprise Cloud with a subdomain of its own.
  return hostname.endsWith('.ghe.com') ? origin.replace('//api.', '//') : origin
}

/**
 * Where the form goes.
 * @param owner the login of the organization that is to own the app; null for whoever makes it
 * @param state comes back with the code
 */
export const newAppUrl = (
  apiUrl: string,
  { owner, state }: { readonly owner: string | null; readonly state: string },
): string => {
  const whose = owner === null ? '' : `/organizations/${encodeURIComponent(owner)}`
  return `${githubOriginOf(apiUrl)}${whose}/settings/apps/new?state=${encodeURIComponent(state)}`
}
