/** A client of server-sent events that says what it got, as browsers read them. */
export interface Message {
  readonly id: string | null
  readonly event: string
  readonly data: string
}

export interface Following {
  readonly status: number
  /** Comments too, as they are written. */
  readonly comments: readonly string[]
  /** Whether the connection was lost, and not ended. */
  readonly wasCut: () => boolean
  /** Ends with the connection, however that ends. */
  messages(): AsyncGenerator<Message, void, undefined>
  leave(): void
}

export async function follow(
  address: string,
  {
    lastEventId,
    headers = {},
  }: {
    readonly lastEventId?: string | undefined
    readonly headers?: Readonly<Record<string, string>>
  } = {},
): Promise<Following> {
  const leaving = new AbortController()
  const response = await fetch(address, {
    headers: {
      accept: 'text/event-stream',
      ...(lastEventId ? { 'last-event-id': lastEventId } : {}),
      ...headers,
    },
    signal: leaving.signal,
  })
  const comments: string[] = []
  let cut = false
  return {
    wasCut: () => cut,
    status: response.status,
    comments,
    leave: () => leaving.abort(),
    async *messages() {
      if (response.status !== 200) return
      let rest = ''
      const decoder = new TextDecoder()
      try {
        for await (const chunk of response.body!) {
          const blocks = (rest + decoder.decode(chunk, { stream: true })).split('\n\n')
          rest = blocks.pop()!
          for (const block of blocks) {
            const message = toMessage(block)
            if (message) yield message
            else comments.push(block)
          }
        }
      } catch {
        cut = true
      }
    },
  }
}

function toMessage(block: string): Message | null {
  const fields = new Map(
    block.split('\n').map((line): [string, string] => {
      const at = line.indexOf(': ')
      return [line.slice(0, at), line.slice(at + 2)]
    }),
  )
  const data = fields.get('data')
  return data === undefined
    ? null
    : { id: fields.get('id') ?? null, event: fields.get('event') ?? 'message', data }
}
