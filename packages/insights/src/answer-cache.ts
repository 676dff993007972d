/** Answers that still hold, by organization, version of its data and question: the least recently used go first. */
export interface AnswerKey {
  readonly organizationId: string
  readonly dataVersion: string
  readonly question: string
}

export interface AnswerCache {
  get(key: AnswerKey): Uint8Array | undefined
  put(key: AnswerKey, answer: Uint8Array): void
  /** Of what is kept, keys included. */
  readonly bytes: number
}

interface Entry {
  readonly key: AnswerKey
  readonly answer: Uint8Array
  readonly bytes: number
}

export function createAnswerCache({ mostBytes }: { readonly mostBytes: number }): AnswerCache {
  // In the order of their last use.
  const entries = new Map<string, Entry>()
  const versions = new Map<string, string>()
  let bytes = 0
  const textOf = ({ organizationId, dataVersion, question }: AnswerKey) =>
    `${organizationId} ${dataVersion} ${question}`
  const remove = (text: string) => {
    bytes -= entries.get(text)?.bytes ?? 0
    entries.delete(text)
  }
  /** Nobody asks for a version again that has passed. */
  const forgetOlder = ({ organizationId, dataVersion }: AnswerKey) => {
    if (versions.get(organizationId) === dataVersion) return
    versions.set(organizationId, dataVersion)
    for (const [text, { key }] of entries) if (key.organizationId === organizationId) remove(text)
  }
  return {
    get bytes() {
      return bytes
    },
    get(key) {
      forgetOlder(key)
      const text = textOf(key)
      const entry = entries.get(text)
      if (!entry) return undefined
      entries.delete(text)
      entries.set(text, entry)
      return entry.answer
    },
    put(key, answer) {
      // One that was asked of a version before.
      if (versions.get(key.organizationId) !== key.dataVersion) return
      const text = textOf(key)
      const entry = { key, answer, bytes: answer.byteLength + 2 * text.length }
      remove(text)
      if (entry.bytes > mostBytes) return
      entries.set(text, entry)
      bytes += entry.bytes
      for (const oldest of entries.keys()) {
        if (bytes <= mostBytes) break
        remove(oldest)
      }
    },
  }
}
