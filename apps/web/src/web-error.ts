/** What the web server itself refuses or fails at. `code` says which, `facts` about what. */
export type WebErrorCode =
  | 'web/bad-request'
  | 'web/bad-cursor'
  | 'web/not-found'
  | 'web/unknown-pull-request'
  | 'web/unknown-person'
  | 'web/method-not-allowed'
  | 'web/body-too-large'
  | 'web/url-too-long'
  | 'web/headers-too-large'
  | 'web/too-slow'
  | 'web/foreign-origin'
  | 'web/not-json'
  | 'web/length-required'
  | 'web/unknown-host'
  | 'web/too-many-streams'
  | 'web/too-much-at-once'
  | 'web/stopping'
  | 'web/backup-under-way'
  | 'web/app-not-begun'
  | 'web/pages-not-built'
  | 'web/unexpected'

export type WebFacts = Readonly<Record<string, string | number | boolean | null>>

export class WebError extends Error {
  override readonly name = 'WebError'
  readonly code: WebErrorCode
  readonly facts: WebFacts

  constructor(code: WebErrorCode, message: string, facts: WebFacts = {}, options: ErrorOptions = {}) {
    super(message, options)
    this.code = code
    this.facts = facts
  }
}
