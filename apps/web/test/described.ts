/**
 * Holds what a server answers against openapi.json, as strictly as it can be read: a status, a form or a field that is
 * not described is a mistake of the description.
 */
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describeApi } from '../src/api/describe-api.ts'

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
interface Operation {
  readonly operationId: string
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, unknown>> }>>
}

const description = describeApi()
const operations = Object.entries(description.paths ?? {}).flatMap(([path, methods]) =>
  Object.entries(methods as Record<string, Operation>).map(([method, operation]) => ({
    method: method.toUpperCase(),
    path,
    pointer: `#/paths/${path.replaceAll('~', '~0').replaceAll('/', '~1')}/${method}/responses`,
    ...operation,
  })),
)
const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false })
ajv.addSchema({ $id: 'api', ...(withNothingBesides(description as unknown as Json) as object) })

/** Of objects with named fields. What is put together of several shapes is left as it is: each would refuse the others' fields. */
function withNothingBesides(node: Json, isPart = false): Json {
  if (Array.isArray(node)) return node.map((one: Json) => withNothingBesides(one, isPart))
  if (typeof node !== 'object' || node === null) return node
  const of = node as Readonly<Record<string, Json>>
  const inner = Object.fromEntries(
    Object.entries(of).map(([key, value]) => [key, withNothingBesides(value, key === 'allOf')]),
  )
  const isClosed = of.type === 'object' && typeof of.properties === 'object' && !isPart
  return isClosed && of.additionalProperties === undefined ? { ...inner, additionalProperties: false } : inner
}

/** `figures 200 application/json`, of every answer that is described. */
export const describedAnswers: readonly string[] = operations.flatMap(({ operationId, responses }) =>
  Object.entries(responses).flatMap(([status, { content }]) =>
    (content === undefined ? ['nothing'] : Object.keys(content)).map(
      (type) => `${operationId} ${status} ${type}`,
    ),
  ),
)

const operationAt = (method: string, pathname: string) =>
  operations
    .filter(
      ({ method: own, path }) =>
        own === (method === 'HEAD' ? 'GET' : method) &&
        new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(pathname),
    )
    .sort((one, other) => one.path.split('{').length - other.path.split('{').length)[0]

/** Which described answer it is; null of an address that is in no description. @throws Error when it is none */
export function answerDescribed(
  { method, pathname }: { readonly method: string; readonly pathname: string },
  {
    status,
    type,
    text,
  }: { readonly status: number; readonly type: string | null; readonly text: string | null },
): string | null {
  const operation = operationAt(method, pathname)
  if (operation === undefined) return null
  const { operationId, pointer, responses } = operation
  const where = `${operationId} ${status}`
  const key = Object.hasOwn(responses, String(status)) ? String(status) : 'default'
  const answer = responses[key]
  if (answer === undefined) throw new Error(`${where} is not described: ${text}`)
  const form = type?.split(';')[0] ?? 'nothing'
  const known = answer.content === undefined ? ['nothing'] : Object.keys(answer.content)
  if (!known.includes(form)) throw new Error(`${where} comes as ${form}, and not as ${known.join(' or ')}`)
  if (form === 'application/json' && text !== null && method !== 'HEAD') {
    const schema = `api${pointer}/${key}/content/${encodeURIComponent('application~1json')}/schema`
    const validate = ajv.getSchema(schema) ?? ajv.compile({ $ref: schema })
    if (!validate(JSON.parse(text)))
      throw new Error(`${where}: ${ajv.errorsText(validate.errors)} in ${text.slice(0, 2_000)}`)
  }
  return `${operationId} ${key} ${form}`
}

export interface Holding {
  /** Those that came, of `describedAnswers`. */
  readonly seen: ReadonlySet<string>
  /** What is not as it is described. */
  readonly wrong: readonly string[]
  stop(): void
}

/** From here on, whatever is fetched from a server of ours is held against its description. */
export function holdAnswers(): Holding {
  const before = globalThis.fetch
  const seen = new Set<string>()
  const wrong: string[] = []
  globalThis.fetch = async (input, init) => {
    const response = await before(input, init)
    const { pathname } = new URL(input instanceof Request ? input.url : input)
    const type = response.headers.get('content-type')
    const isJson = type?.startsWith('application/json') ?? false
    try {
      const answer = {
        status: response.status,
        type: response.status === 304 || response.status === 204 ? null : type,
        text: isJson ? await response.clone().text() : null,
      }
      const known = answerDescribed({ method: init?.method ?? 'GET', pathname }, answer)
      if (known !== null) seen.add(known)
    } catch (error) {
      wrong.push((error as Error).message)
    }
    return response
  }
  return {
    seen,
    wrong,
    stop() {
      globalThis.fetch = before
    },
  }
}
