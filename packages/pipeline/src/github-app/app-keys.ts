/**
 * Private keys of GitHub Apps: what is kept of one is sealed for its organization, and what is said anywhere is searched
 * for each, also for the lines of its text, alone or run together.
 */
import type { OrganizationId } from '@upflow/model'

export const appKeyPurpose = (organizationId: OrganizationId): string =>
  `the private key of the GitHub App of organization '${organizationId}'`

/** As GitHub gives it, however its lines ended on the way. */
export const toKeyText = (text: string): string => `${text.replace(/\r\n?/g, '\n').trim()}\n`

export interface KeyRedactor {
  /** Is looked for from now on. */
  add(privateKey: string): void
  /** Replaces what is of a key that was added, and whatever looks like one. */
  redact(text: string): string
}

/** In JSON too, where the ends of its lines are written otherwise; not where advice names the first line alone. */
const wholeKey =
  /-----BEGIN [A-Z ]*PRIVATE KEY-----(?=(?:\s|\\+[nr])*(?:[A-Za-z0-9+/]{16}|Proc-Type))[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g
/** Shorter pieces of base64 are words. */
const leastCharacters = 16
const anyLine = new RegExp(`[A-Za-z0-9+/]{${leastCharacters}}`)

export function createKeyRedactor(): KeyRedactor {
  const lines = new Set<string>()
  return {
    add(privateKey) {
      for (const line of toKeyText(privateKey).split('\n'))
        if (line.length >= leastCharacters && !line.startsWith('-----')) lines.add(line)
    },
    redact(text) {
      let redacted = text.replace(wholeKey, '[redacted]')
      if (anyLine.test(redacted))
        for (const line of lines)
          if (redacted.includes(line)) redacted = redacted.replaceAll(line, '[redacted]')
      return redacted
    },
  }
}
