import { readFileSync } from 'node:fs'
import { print } from '@0no-co/graphql.web'
import { parse, validate } from 'graphql'
import { expect, it } from 'vitest'
import { documentTexts, pruneSchema, publishedSchema } from '../scripts/pruned-schema.ts'
import { compose, type MoreSet } from '../src/more-children.ts'

it('the pruned schema is up to date with the documents (pnpm schema)', () => {
  expect(readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8')).toBe(pruneSchema())
})

it('every document, and what is put together from them, fits GitHub’s published schema', () => {
  const sets: MoreSet[] = [
    'commits',
    'reviews',
    'comments',
    'threads',
    'threadComments',
    'events',
    'requests',
    'labels',
    'files',
    'files',
  ]
  const composed = print(compose(sets.map((set, index) => ({ set, id: `id${index}`, after: null }))) as never)
  const schema = publishedSchema()
  for (const text of [...documentTexts(), composed]) expect(validate(schema, parse(text)), text).toEqual([])
})
