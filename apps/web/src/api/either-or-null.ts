/**
 * Of a named shape that may be null, the generator of the description says that it is both at once, which nothing is:
 * it is either.
 */

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
type Node = { readonly [key: string]: Json }

const isNode = (value: Json | undefined): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const mayBeNull = (part: Json): part is Node & { readonly type: readonly Json[] } =>
  isNode(part) && Array.isArray(part.type) && part.type.includes('null')

export function eitherOrNull(node: Json): Json {
  if (Array.isArray(node)) return node.map(eitherOrNull)
  if (!isNode(node)) return node
  const { allOf, ...rest } = Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key, eitherOrNull(value)]),
  ) as Node
  if (!Array.isArray(allOf) || !allOf.some(mayBeNull)) return allOf === undefined ? rest : { allOf, ...rest }
  const described: Record<string, Json> = {}
  const parts = allOf.flatMap((part: Json) => {
    if (!mayBeNull(part)) return [part]
    const { type, description, ...fields } = part
    if (description !== undefined) described.description = description
    // What it adds to the named one.
    return Object.keys(fields).length === 0
      ? []
      : [{ type: type.filter((one) => one !== 'null').join(), ...fields }]
  })
  return {
    anyOf: [parts.length === 1 ? parts[0]! : { allOf: parts }, { type: 'null' }],
    ...described,
    ...rest,
  }
}
