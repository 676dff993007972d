/**
 * Sessions are kept by the hash of what the browser holds: whoever reads the file, or a copy of it, is nobody. The
 * adapter of better-auth is wrapped where a session's token goes in, and where a new one comes back.
 */
import type { kyselyAdapter } from '@better-auth/kysely-adapter'
import { hashOf } from '@upflow/db'

type Where = { field: string; value: unknown }
interface Asked {
  model: string
  where?: Where[]
  data?: Record<string, unknown>
  update?: Record<string, unknown>
}
type Method = (asked: Asked) => Promise<unknown>
type AdapterFactory = ReturnType<typeof kyselyAdapter>

const hashed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(hashed)
  return typeof value === 'string' ? hashOf(value) : value
}

export const withHashedSessions =
  (factory: AdapterFactory): AdapterFactory =>
  (options) => {
    const adapter = factory(options)
    const { transaction } = adapter
    return {
      ...wrapAll(adapter),
      transaction: (work) => transaction((inside) => work(wrapAll(inside))),
    }
  }

function wrapAll<Adapter extends object>(adapter: Adapter): Adapter {
  const wrapped = Object.entries(adapter).map(([name, method]) =>
    typeof method === 'function' && name !== 'transaction' && name !== 'createSchema'
      ? [name, wrap(method as Method)]
      : [name, method],
  )
  return { ...adapter, ...Object.fromEntries(wrapped) }
}

const wrap =
  (method: Method): Method =>
  async (asked) => {
    if (asked?.model !== 'session') return method(asked)
    const { where, data, update } = asked
    const answer = await method({
      ...asked,
      ...(where ? { where: where.map(ofWhere) } : {}),
      ...(data ? { data: ofData(data) } : {}),
      ...(update ? { update: ofData(update) } : {}),
    })
    // Whoever named a token is told it again: it goes into the cookie, and into no file.
    const named = [data?.token, ...(where ?? []).map(({ field, value }) => field === 'token' && value)]
    const token = named.find((one) => typeof one === 'string')
    const isRow = typeof answer === 'object' && answer !== null && 'token' in answer
    return isRow && token !== undefined && answer.token === hashed(token) ? { ...answer, token } : answer
  }

const ofWhere = (where: Where): Where =>
  where.field === 'token' ? { ...where, value: hashed(where.value) } : where

const ofData = (data: Record<string, unknown>) =>
  'token' in data ? { ...data, token: hashed(data.token) } : data
