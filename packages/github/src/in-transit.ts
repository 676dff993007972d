/** What it means when a request brought nothing back: who did not answer, GitHub or the proxy, and what to do about it. */
import type { Failure } from './classify.ts'
import { GithubError } from './github-error.ts'

interface Asked {
  readonly where: string
  readonly timedOut: boolean
  /** The address of the proxy that it went through; it may have a user and a password. */
  readonly proxy: string | null
}

export function inTransit(error: unknown, { where, timedOut, proxy }: Asked): Failure {
  const cause = rootCause(error)
  const tls = tlsProblem(cause, where, proxy !== null)
  if (tls !== null) return fatal(tls, cause)
  if (/\(407\)/.test(cause.message))
    return fatal(`The proxy wants a login (407, ${where}). Put it into the proxy's URL.`, cause)
  const why = timedOut ? 'no answer in time' : (reasons[codeOf(cause)] ?? cause.message)
  const isProxys = proxy !== null && isAbout(cause, new URL(proxy))
  return {
    kind: 'transient',
    error: new GithubError(
      'github/unreachable',
      isProxys
        ? `The proxy ${new URL(proxy).host} cannot be reached (${where}): ${why}. Check its address, HTTPS_PROXY or HTTP_PROXY, and try again.`
        : `GitHub cannot be reached (${where}): ${why}. Check the API address and the network, and try again.`,
      {},
      { cause, retryable: true },
    ),
  }
}

const fatal = (message: string, cause: Error): Failure => ({
  kind: 'fatal',
  error: new GithubError('github/misconfigured', message, {}, { cause }),
})

const codeOf = (cause: Error): string => (cause as { code?: string }).code ?? ''

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ENOTFOUND: 'its name cannot be resolved',
}

/** Whether what failed is the connection to that server. */
function isAbout(cause: Error, { hostname, port, protocol }: URL): boolean {
  const failed = cause as { hostname?: string; address?: string; port?: number }
  if (failed.port === undefined) return failed.hostname === hostname
  return failed.port === Number(port || (protocol === 'https:' ? 443 : 80))
}

/** Null when it is none of TLS. */
function tlsProblem(cause: Error, where: string, hasProxy: boolean): string | null {
  const code = codeOf(cause)
  if (/^(?:ERR_SSL_WRONG_VERSION_NUMBER|ERR_SSL_PACKET_LENGTH_TOO_LONG|EPROTO)$/.test(code))
    return `What answers does not speak TLS (${where}): ${code}. Check whether the API address${hasProxy ? ", or the proxy's," : ''} should begin with http instead of https, or has another port.`
  if (code === 'CERT_HAS_EXPIRED')
    return `The TLS certificate has expired (${where}): ${code}. Have it renewed, and check the clock of this machine.`
  if (code === 'CERT_NOT_YET_VALID')
    return `The TLS certificate is not valid yet (${where}): ${code}. Check the clock of this machine.`
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return `The TLS certificate is of another host name (${where}): ${code}. Check the API address.`
  return /^(?:CERT_|ERR_TLS|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERR_SSL)/.test(code)
    ? `The TLS certificate is not trusted (${where}): ${code}. Set NODE_EXTRA_CA_CERTS to a file with the certificate of the authority that signed it.`
    : null
}

function rootCause(error: unknown): Error {
  let current = error instanceof Error ? error : new Error(String(error))
  while (current.cause instanceof Error) current = current.cause
  return current
}
