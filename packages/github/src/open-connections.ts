/** The connections to one server, by undici, and the Octokits that ask by them. */
import { rootCertificates } from 'node:tls'
import { createAppAuth } from '@octokit/auth-app'
import { Octokit } from '@octokit/core'
import { Agent, EnvHttpProxyAgent, fetch as undiciFetch } from 'undici'
import type { AppKey } from './credential.ts'

export interface HttpOptions {
  /** The API's root: `https://api.github.com`, or `https://HOST/api/v3` for GitHub Enterprise Server. */
  readonly apiUrl: string
  /** A proxy to go through, and the hosts (by commas) that are reached without it. */
  readonly proxy?: { readonly url: string; readonly except: string }
  /** PEM: certificates of authorities that are trusted beside those of Node, as a company's own. */
  readonly ca?: string
}

export interface Connections {
  readonly octokit: Octokit
  /** Signs what an app asks for itself, once more by GitHub's clock when that differs. Null without an app. */
  readonly ofApp: Octokit | null
  close(): Promise<void>
}

const connectTimeoutMs = 10_000

/** @param options of which the address ends without a slash */
export function openConnections({ apiUrl, proxy, ca }: HttpOptions, app: AppKey | null): Connections {
  const trusted = ca === undefined ? {} : { ca: [...rootCertificates, ca] }
  const agentOptions = { connect: { timeout: connectTimeoutMs, ...trusted }, keepAliveTimeout: 10_000 }
  const dispatcher = proxy
    ? new EnvHttpProxyAgent({
        ...agentOptions,
        requestTls: trusted,
        httpProxy: proxy.url,
        httpsProxy: proxy.url,
        noProxy: proxy.except,
      })
    : new Agent(agentOptions)
  const options = {
    baseUrl: apiUrl,
    userAgent: 'upflow',
    log: { debug() {}, info() {}, warn() {}, error() {} },
    request: { fetch: (input: string, init: object) => undiciFetch(input, { ...init, dispatcher }) },
  }
  return {
    octokit: new Octokit(options),
    ofApp:
      app &&
      new Octokit({
        ...options,
        authStrategy: createAppAuth,
        auth: { appId: app.appId, privateKey: app.privateKey },
      }),
    close: () => dispatcher.close(),
  }
}
