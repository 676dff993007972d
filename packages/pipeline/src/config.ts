/** The configuration: parsed once, in each app's main, from the environment that it is given; all problems at once. */
import { homedir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import { networkProblem } from '@upflow/notifications/networks'
import * as z from 'zod'
import { PipelineError } from './pipeline-error.ts'
import { apiAddressProblem, databaseProblem, proxyProblem, tokenProblem } from './secret-texts.ts'
import { type SignInConfig, signInProblems, signInVariables, toSignInConfig } from './sign-in-config.ts'

export interface Config {
  /** Absolute, so that both apps agree whatever their working directory. */
  readonly dataDir: string
  /** A PostgreSQL in which organizations are kept; null for files in the data folder. */
  readonly databaseUrl: string | null
  /** A PostgreSQL in which runs are kept, for machines that share them; null for a file in the data folder. */
  readonly jobsUrl: string | null
  readonly organizationsIn: 'folder' | 'database'
  /** Where backups go that are taken from a page. */
  readonly backupDir: string
  /** Passphrase for secrets at rest; null for a key file in the data folder. */
  readonly secret: string | null
  /** Used instead of an organization's stored token. */
  readonly githubToken: string | null
  /** Whether it was given to this program: GITHUB_TOKEN is there for others too, and goes to `githubApiUrl` alone. */
  readonly isOwnGithubToken: boolean
  /** For organizations that are created without an API address. */
  readonly githubApiUrl: string
  readonly proxy: { readonly url: string; readonly except: string } | null
  /** Threads that analyze when an organization is recalculated, at the most, beside the one that writes its file. */
  readonly threads: number
  /** Addresses and networks to which notifications may go although they are not public. */
  readonly notifyNetworks: readonly string[]
  readonly web: {
    readonly host: string
    readonly port: number
    readonly concurrency: number
    /** Names beside the loopback's that the server answers to. */
    readonly hosts: readonly string[]
    readonly signIn: SignInConfig
  }
}

export type Environment = Readonly<Record<string, string | undefined>>

const whole = (least: number, most: number) =>
  z
    .string()
    .regex(/^\s*\d{1,9}\s*$/, `must be a whole number from ${least} to ${most}`)
    .transform(Number)
    .pipe(z.number().min(least, `must be at least ${least}`).max(most, `must be at most ${most}`))

/** @param problemOf what is wrong with a text, never the text itself */
const withoutProblem = (problemOf: (text: string) => string | null) =>
  z.string().superRefine((text, context) => {
    const message = problemOf(text)
    if (message !== null) context.addIssue({ code: 'custom', message })
  })

const hostNames = z
  .string()
  .transform((text) => text.split(',').map((name) => name.trim()))
  .refine(
    (names) => names.every((name) => /^(?:[a-z\d_.-]+|\[[\da-f:.]+\])$/i.test(name)),
    'must be host names without ports, with commas between them',
  )

const networks = z
  .string()
  .transform((text) => text.split(',').map((one) => one.trim()))
  .superRefine((all, context) => {
    const message = all.map(networkProblem).find((problem) => problem !== null)
    if (message) context.addIssue({ code: 'custom', message })
  })

const schema = z.object({
  UPFLOW_DATA_DIR: z.string().refine(isAbsolute, 'must be an absolute path').optional(),
  UPFLOW_BACKUP_DIR: z.string().refine(isAbsolute, 'must be an absolute path').optional(),
  UPFLOW_DATABASE_URL: withoutProblem(databaseProblem).optional(),
  UPFLOW_JOBS: z.enum(['file', 'database'], 'must be file or database').optional(),
  UPFLOW_SECRET: z.string().min(16, 'must have at least 16 characters').optional(),
  UPFLOW_GITHUB_TOKEN: withoutProblem(tokenProblem).optional(),
  UPFLOW_GITHUB_API_URL: withoutProblem(apiAddressProblem).default('https://api.github.com'),
  UPFLOW_THREADS: whole(1, 64).default(1),
  UPFLOW_NOTIFY_NETWORKS: networks.optional(),
  UPFLOW_WEB_HOST: z.string().default('127.0.0.1'),
  UPFLOW_WEB_PORT: whole(0, 65_535).default(4_400),
  UPFLOW_WEB_CONCURRENCY: whole(0, 64).optional(),
  UPFLOW_WEB_HOSTS: hostNames.optional(),
  ...signInVariables,
})

/** The variables that are read, for help and for a test of the documentation. */
export const configVariables = Object.keys(schema.shape)

/** The first that is set is used. */
const proxyNames = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy']

/** @throws PipelineError `pipeline/invalid-config`, listing every problem */
export function parseConfig(environment: Environment): Config {
  // A variable that is set to nothing counts as not set.
  const set = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  )
  const tokenName = set.UPFLOW_GITHUB_TOKEN === undefined ? 'GITHUB_TOKEN' : 'UPFLOW_GITHUB_TOKEN'
  const result = schema.safeParse({ ...set, UPFLOW_GITHUB_TOKEN: set[tokenName] })
  const proxyName = proxyNames.find((name) => set[name] !== undefined)
  const proxy = proxyName && set[proxyName]
  const wrongProxy = proxy === undefined ? null : proxyProblem(proxy)
  const together = result.success
    ? signInProblems(set, { host: result.data.UPFLOW_WEB_HOST, hosts: result.data.UPFLOW_WEB_HOSTS ?? [] })
    : []
  // The XDG base directory specification has a relative one ignored.
  const xdgDataHome = set.XDG_DATA_HOME && isAbsolute(set.XDG_DATA_HOME) ? set.XDG_DATA_HOME : null
  // Of a variable that is set to nothing, it makes an empty path.
  const home = set.HOME ?? homedir()
  if (set.UPFLOW_DATA_DIR === undefined && xdgDataHome === null && !isAbsolute(home))
    together.push('HOME must be an absolute path, or UPFLOW_DATA_DIR be set')
  // A key file lies on one machine, and what it sealed would be read on others.
  if (set.UPFLOW_DATABASE_URL !== undefined && set.UPFLOW_SECRET === undefined)
    together.push('UPFLOW_SECRET is needed with UPFLOW_DATABASE_URL')
  if (set.UPFLOW_JOBS === 'database' && set.UPFLOW_DATABASE_URL === undefined)
    together.push('UPFLOW_DATABASE_URL is needed with UPFLOW_JOBS=database')
  if (!result.success || wrongProxy !== null || together.length > 0) {
    const nameOf = (key: PropertyKey) => (key === 'UPFLOW_GITHUB_TOKEN' ? tokenName : String(key))
    const problems = (result.error?.issues ?? []).map(
      (issue) => `${issue.path.map(nameOf).join('.')} ${issue.message}`,
    )
    if (wrongProxy !== null) problems.push(`${proxyName} ${wrongProxy}`)
    problems.push(...together)
    throw new PipelineError(
      'pipeline/invalid-config',
      `The configuration is invalid: ${problems.join('; ')}.`,
    )
  }
  const { data } = result
  const dataDir = data.UPFLOW_DATA_DIR ?? join(xdgDataHome ?? join(home, '.local', 'share'), 'upflow')
  const databaseUrl = data.UPFLOW_DATABASE_URL ?? null
  const jobsUrl = data.UPFLOW_JOBS === 'file' ? null : databaseUrl
  return {
    dataDir,
    backupDir: data.UPFLOW_BACKUP_DIR ?? `${resolve(dataDir)}-backups`,
    databaseUrl,
    jobsUrl,
    organizationsIn: databaseUrl === null ? 'folder' : 'database',
    secret: data.UPFLOW_SECRET ?? null,
    githubToken: data.UPFLOW_GITHUB_TOKEN ?? null,
    isOwnGithubToken: set.UPFLOW_GITHUB_TOKEN !== undefined,
    githubApiUrl: data.UPFLOW_GITHUB_API_URL,
    proxy: proxy ? { url: proxy, except: set.NO_PROXY ?? set.no_proxy ?? '' } : null,
    threads: data.UPFLOW_THREADS,
    notifyNetworks: data.UPFLOW_NOTIFY_NETWORKS ?? [],
    web: {
      host: data.UPFLOW_WEB_HOST,
      port: data.UPFLOW_WEB_PORT,
      // Where machines share runs, workers execute them: how many at once is one setting for all.
      concurrency: data.UPFLOW_WEB_CONCURRENCY ?? (jobsUrl === null ? 1 : 0),
      hosts: data.UPFLOW_WEB_HOSTS ?? [],
      signIn: toSignInConfig(data),
    },
  }
}
