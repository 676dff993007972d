/** How people reach the server and sign in: the variables, and what contradicts itself among them. */
import * as z from 'zod'

export interface SignInConfig {
  /** The address by which browsers reach the server, without a slash at its end; null where it is this machine's. */
  readonly url: string | null
  /** Nobody signs in, and whoever reaches the server may everything: on this machine alone. */
  readonly isOpen: boolean
  /** What a proxy says of where a request comes from is believed. */
  readonly isBehindProxy: boolean
  readonly github: { readonly clientId: string; readonly clientSecret: string; readonly url: string } | null
  readonly oidc: {
    readonly clientId: string
    readonly clientSecret: string
    readonly issuer: string
    readonly name: string
  } | null
}

const address = z
  .string()
  .refine(isAddress, 'must be an address such as https://upflow.example.com, without a path')
  .transform((text) => new URL(text).origin)

const flag = z.enum(['0', '1'], 'must be 1 or 0').transform((text) => text === '1')

const issuer = z
  .string()
  .refine(
    (text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol),
    'must be an http(s) address',
  )

export const signInVariables = {
  UPFLOW_WEB_URL: address.optional(),
  UPFLOW_WEB_OPEN: flag.default(false),
  UPFLOW_WEB_BEHIND_PROXY: flag.default(false),
  UPFLOW_SIGN_IN_GITHUB_ID: z.string().optional(),
  UPFLOW_SIGN_IN_GITHUB_SECRET: z.string().optional(),
  UPFLOW_SIGN_IN_GITHUB_URL: address.default('https://github.com'),
  UPFLOW_SIGN_IN_OIDC_ISSUER: issuer.optional(),
  UPFLOW_SIGN_IN_OIDC_ID: z.string().optional(),
  UPFLOW_SIGN_IN_OIDC_SECRET: z.string().optional(),
  UPFLOW_SIGN_IN_OIDC_NAME: z.string().default('single sign-on'),
}

type Variables = z.output<z.ZodObject<typeof signInVariables>>
const loopback = ['127.0.0.1', '::1', 'localhost']

/** What is wrong with them together, a line each. */
export function signInProblems(
  set: Readonly<Record<string, string | undefined>>,
  web: { readonly host: string; readonly hosts: readonly string[] },
): string[] {
  const problems: string[] = []
  const isOpen = set.UPFLOW_WEB_OPEN === '1'
  if (isOpen && !loopback.includes(web.host))
    problems.push('UPFLOW_WEB_OPEN is for this machine alone: UPFLOW_WEB_HOST must be 127.0.0.1')
  if (
    isOpen &&
    (set.UPFLOW_WEB_URL !== undefined || set.UPFLOW_WEB_BEHIND_PROXY === '1' || web.hosts.length > 0)
  )
    problems.push(
      'UPFLOW_WEB_OPEN is for this machine alone: it goes with no UPFLOW_WEB_URL, UPFLOW_WEB_HOSTS or UPFLOW_WEB_BEHIND_PROXY',
    )
  const github = ['UPFLOW_SIGN_IN_GITHUB_ID', 'UPFLOW_SIGN_IN_GITHUB_SECRET']
  const oidc = ['UPFLOW_SIGN_IN_OIDC_ISSUER', 'UPFLOW_SIGN_IN_OIDC_ID', 'UPFLOW_SIGN_IN_OIDC_SECRET']
  for (const names of [github, oidc]) {
    const missing = names.filter((name) => set[name] === undefined)
    if (missing.length === names.length) continue
    if (missing.length > 0) problems.push(`${missing.join(' and ')} must be set as well`)
    if (set.UPFLOW_WEB_URL === undefined)
      problems.push(`${names[0]} needs UPFLOW_WEB_URL: the provider sends people back there`)
  }
  return problems
}

export const toSignInConfig = (data: Variables): SignInConfig => ({
  url: data.UPFLOW_WEB_URL ?? null,
  isOpen: data.UPFLOW_WEB_OPEN,
  isBehindProxy: data.UPFLOW_WEB_BEHIND_PROXY,
  github:
    data.UPFLOW_SIGN_IN_GITHUB_ID === undefined
      ? null
      : {
          clientId: data.UPFLOW_SIGN_IN_GITHUB_ID,
          clientSecret: data.UPFLOW_SIGN_IN_GITHUB_SECRET!,
          url: data.UPFLOW_SIGN_IN_GITHUB_URL,
        },
  oidc:
    data.UPFLOW_SIGN_IN_OIDC_ISSUER === undefined
      ? null
      : {
          clientId: data.UPFLOW_SIGN_IN_OIDC_ID!,
          clientSecret: data.UPFLOW_SIGN_IN_OIDC_SECRET!,
          issuer: data.UPFLOW_SIGN_IN_OIDC_ISSUER,
          name: data.UPFLOW_SIGN_IN_OIDC_NAME,
        },
})

function isAddress(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, pathname, search, hash, username } = new URL(text)
  return /^https?:$/.test(protocol) && pathname === '/' && search === '' && hash === '' && username === ''
}
