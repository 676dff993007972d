/**
 * Answers as they go out, by their address, while their version holds: what several people look at, also at once, is
 * put together and compressed once. The least recently asked for go first.
 */
import { type Body, toBody } from '../body.ts'
import { createSharedWork } from './shared-work.ts'

export interface BodyCache {
  /** Of this very version. */
  get(address: string, version: string): Body | undefined
  /** Puts together what is not kept, once for all who ask meanwhile. @param signal of one of them */
  make(
    address: string,
    version: string,
    signal: AbortSignal,
    read: (signal: AbortSignal) => Promise<Uint8Array>,
  ): Promise<Body>
}

interface Entry {
  readonly version: string
  readonly body: Body
  /** With what it may become when compressed. */
  readonly size: number
}

export function createBodyCache({ mostBytes }: { readonly mostBytes: number }): BodyCache {
  // In the order of their last use.
  const entries = new Map<string, Entry>()
  let size = 0
  const making = createSharedWork<Body>()
  const remove = (address: string) => {
    size -= entries.get(address)?.size ?? 0
    entries.delete(address)
  }
  const put = (address: string, version: string, bytes: Uint8Array): Body => {
    const body = toBody(bytes)
    const entry = { version, body, size: 2 * (bytes.byteLength + address.length) }
    remove(address)
    if (entry.size > mostBytes) return body
    entries.set(address, entry)
    size += entry.size
    for (const oldest of entries.keys()) {
      if (size <= mostBytes) break
      remove(oldest)
    }
    return body
  }
  return {
    get(address, version) {
      const entry = entries.get(address)
      if (entry?.version !== version) return undefined
      entries.delete(address)
      entries.set(address, entry)
      return entry.body
    },
    make: (address, version, signal, read) =>
      making.do(`${version} ${address}`, signal, async (shared) => put(address, version, await read(shared))),
  }
}
