/**
 * Texts that are secrets, or may hide one: what is wrong with them is said without showing any of it. They are refused
 * when they are set, not when they are sent.
 */
import { PipelineError } from './pipeline-error.ts'

/** What may stand in the header that carries a token (RFC 6750). GitHub promises no length. */
const tokenText = /^[\w.~+/-]+=*$/

/** Null when the text could be a token. */
export function tokenProblem(text: string): string | null {
  if (tokenText.test(text)) return null
  const found =
    text === ''
      ? 'is empty'
      : /\s/.test(text)
        ? 'contains white space'
        : /["'`]/.test(text)
          ? 'contains quotes'
          : /\p{Cc}/u.test(text)
            ? 'contains control characters'
            : 'contains characters that no token has'
  return `${found}: a GitHub token is one word such as ghp_… or github_pat_…, of letters, digits and -._~+/`
}

/** @throws PipelineError `pipeline/invalid-token` */
export function checkToken(text: string): void {
  const problem = tokenProblem(text)
  if (problem !== null)
    throw new PipelineError('pipeline/invalid-token', `That is no GitHub token, it ${problem}.`)
}

/** Null when the text is the address of an API's root. */
export const apiAddressProblem = (text: string): string | null =>
  isAddress(text, ({ username, password, search, hash }) => !(username || password || search || hash))
    ? null
    : 'must be an http or https address such as https://github.example.com/api/v3, without a user, a password or a query'

/** @throws PipelineError `pipeline/invalid-address` */
export function checkApiAddress(text: string): void {
  const problem = apiAddressProblem(text)
  if (problem !== null)
    throw new PipelineError('pipeline/invalid-address', `The address of GitHub's API ${problem}.`)
}

/** Null when the text is the address of a proxy; it may have a user and a password. */
export const proxyProblem = (text: string): string | null =>
  isAddress(text, ({ pathname, search, hash }) => pathname === '/' && !search && !hash)
    ? null
    : 'must be an http or https address such as http://proxy.example.com:3128'

/** Null when the text is the address of a PostgreSQL database; it may have a user and a password. */
export function databaseProblem(text: string): string | null {
  const isOne =
    /^postgres(?:ql)?:\/\/[^\s]+$/i.test(text) && URL.canParse(text) && new URL(text).pathname.length > 1
  return isOne ? null : 'must be the address of a database such as postgresql://upflow@db.example.com/upflow'
}

function isAddress(text: string, isWanted: (url: URL) => boolean): boolean {
  if (!/^https?:\/\/[^\s/]/i.test(text) || /\s/.test(text)) return false
  try {
    return isWanted(new URL(text))
  } catch {
    return false
  }
}
