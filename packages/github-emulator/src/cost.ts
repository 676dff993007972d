/** What a query costs and whether GitHub would run it: its published formula and its limits on connections. */
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionSetNode,
  type ValueNode,
  valueFromASTUntyped,
} from 'graphql'
import { RequestRefused } from './connection.ts'

const nodeLimit = 500_000

/**
 * Points: the requests needed to fill every connection once, by a hundred, at least 1. Connections are the fields
 * with `first` or `last`.
 * @throws RequestRefused for a connection without a limit of 1 to 100, or over 500,000 possible nodes
 */
export function costOf(document: DocumentNode, given: Readonly<Record<string, unknown>>): number {
  const variables = { ...defaultsOf(document), ...given }
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition)
  let requests = 0
  let nodes = 0

  /** Null for what is no connection, or of which only the count is asked for. */
  const limitOf = (field: FieldNode): number | null => {
    const bounds = (field.arguments ?? []).flatMap(({ name, value }) => {
      const bound = boundOf(value, variables)
      return (name.value === 'first' || name.value === 'last') && bound !== null
        ? [{ name: name.value, bound }]
        : []
    })
    const [given] = bounds
    if (!given) {
      if (namesOf(field.selectionSet, fragments).some((name) => name === 'nodes' || name === 'edges'))
        throw new RequestRefused(
          'MISSING_PAGINATION_BOUNDARIES',
          `You must provide a \`first\` or \`last\` value to properly paginate the \`${field.name.value}\` connection.`,
        )
      return null
    }
    if (!(given.bound >= 1 && given.bound <= 100))
      throw new RequestRefused(
        'EXCESSIVE_PAGINATION',
        `Requesting ${given.bound} records on the \`${field.name.value}\` connection exceeds the \`${given.name}\` limit of 100 records.`,
      )
    return given.bound
  }
  const walk = (set: SelectionSetNode | undefined, multiplier: number): void => {
    for (const selection of set?.selections ?? []) {
      if (selection.kind === Kind.FRAGMENT_SPREAD)
        walk(fragments.get(selection.name.value)?.selectionSet, multiplier)
      else if (selection.kind === Kind.INLINE_FRAGMENT) walk(selection.selectionSet, multiplier)
      else {
        const limit = limitOf(selection)
        if (limit !== null) {
          requests += multiplier
          nodes += multiplier * limit
        }
        const many =
          selection.name.value === 'nodes' && limit === null && multiplier === 1
            ? idCount(selection, variables)
            : 1
        walk(selection.selectionSet, multiplier * (limit ?? many))
      }
    }
  }
  for (const definition of document.definitions)
    if (definition.kind === Kind.OPERATION_DEFINITION) walk(definition.selectionSet, 1)
  if (nodes > nodeLimit)
    throw new RequestRefused(
      'MAX_NODE_LIMIT_EXCEEDED',
      `This query requests up to ${nodes} possible nodes which exceeds the maximum limit of ${nodeLimit}.`,
    )
  return Math.max(1, Math.round(requests / 100))
}

/** How many ids the root field `nodes(ids:)` asks for. */
function idCount(field: FieldNode, variables: Readonly<Record<string, unknown>>): number {
  const ids = field.arguments?.find(({ name }) => name.value === 'ids')?.value
  const list = ids?.kind === Kind.VARIABLE ? variables[ids.name.value] : undefined
  return Array.isArray(list) ? list.length : 1
}

/** What variables are when nothing else is given for them. */
function defaultsOf({ definitions }: DocumentNode): Record<string, unknown> {
  const all = definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION ? (definition.variableDefinitions ?? []) : [],
  )
  return Object.fromEntries(
    all.flatMap(({ variable, defaultValue }) =>
      defaultValue ? [[variable.name.value, valueFromASTUntyped(defaultValue)]] : [],
    ),
  )
}

/** Null when it is not given, or given as null. */
function boundOf(value: ValueNode, variables: Readonly<Record<string, unknown>>): number | null {
  if (value.kind === Kind.INT) return Number(value.value)
  const given = value.kind === Kind.VARIABLE ? variables[value.name.value] : null
  return given === null || given === undefined ? null : Number(given)
}

/** Of the fields that are selected there, also by fragments. */
const namesOf = (
  set: SelectionSetNode | undefined,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): string[] =>
  (set?.selections ?? []).flatMap((selection) =>
    selection.kind === Kind.FIELD
      ? [selection.name.value]
      : selection.kind === Kind.INLINE_FRAGMENT
        ? namesOf(selection.selectionSet, fragments)
        : namesOf(fragments.get(selection.name.value)?.selectionSet, fragments),
  )
