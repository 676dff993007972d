/** Which columns a list has as a table: the leaves of its items' shape, so that none has to be written down twice. */
import type { z } from '@hono/zod-openapi'

export interface Column {
  /** The way to it, `durations.total.seconds`. */
  readonly name: string
  valueOf(row: unknown): unknown
}

/** What is no plain object ends the way: a list or a record is one cell. */
export function columnsOf(shape: z.ZodType, path: readonly string[] = []): Column[] {
  const inner = unwrap(shape)
  if (inner.def.type === 'object')
    return Object.entries((inner as z.ZodObject).shape).flatMap(([key, value]) =>
      columnsOf(value as z.ZodType, [...path, key]),
    )
  return [
    {
      name: path.join('.'),
      valueOf: (row) =>
        path.reduce<unknown>((value, key) => (value as Record<string, unknown> | null)?.[key], row),
    },
  ]
}

function unwrap(shape: z.ZodType): z.ZodType {
  const { type, innerType } = shape.def as { type: string; innerType?: z.ZodType }
  return innerType && ['nullable', 'optional', 'default', 'readonly'].includes(type)
    ? unwrap(innerType)
    : shape
}
