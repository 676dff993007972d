/** Secrets that we give out: 256 bits each. What is kept of one is its hash, which leads nobody back. */
import { randomBytes } from 'node:crypto'
import { hashOf } from '@upflow/db'

export interface NewSecret {
  /** To be shown once. */
  readonly text: string
  /** To be kept. */
  readonly hash: string
}

export function newSecret(prefix = ''): NewSecret {
  const text = prefix + randomBytes(32).toString('base64url')
  return { text, hash: hashOf(text) }
}

/** A name for what a secret stands for: it may be shown. */
export const newId = (prefix: string): string => `${prefix}_${randomBytes(9).toString('base64url')}`

/** What of a text looks like an API token. */
export const apiTokenPattern = /upf_[\w-]{20,}/g
