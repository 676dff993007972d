/** What is told, in one form from which mail, chat and webhooks are made. */
import type { NotificationTopic } from '@upflow/settings'

export interface Line {
  readonly text: string
  /** Where it is about something that has an address. */
  readonly url: string | null
}

export interface Message {
  readonly topic: NotificationTopic | 'test'
  /** Its id. */
  readonly organization: string
  readonly subject: string
  readonly sections: readonly { readonly heading: string; readonly lines: readonly Line[] }[]
}

export const line = (text: string, url: string | null = null): Line => ({
  text: plain(text),
  url: webAddress(url),
})

/** Texts from GitHub are anybody's: nothing in them ends a line, or turns the order of letters around. */
export const plain = (text: string): string =>
  text
    .replace(/[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim()

const webAddress = (url: string | null): string | null =>
  url !== null && /^https?:\/\/[^\s<>"|]+$/.test(url) ? url : null
