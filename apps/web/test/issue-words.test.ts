/** What is wrong with a body, said as what is taken. */
import { z } from '@hono/zod-openapi'
import { expect, it } from 'vitest'
import { issueWords } from '../src/api/issue-words.ts'

it.each<[words: string, schema: z.ZodType, value: unknown]>([
  ['takes a text', z.string(), 1],
  ['is missing', z.string(), undefined],
  ['takes at least 1 character', z.string().min(1), ''],
  ['takes at most 20 characters', z.string().max(20), 'a'.repeat(21)],
  ['takes a whole number', z.int(), 1.5],
  ['takes at least 2', z.number().min(2), 1],
  ['takes true or false', z.boolean(), 'yes'],
  ['takes at most 2 items', z.array(z.string()).max(2), ['a', 'b', 'c']],
  ['takes an object', z.object({}), null],
  ['takes one of day, week', z.enum(['day', 'week']), 'year'],
  ['takes true', z.literal(true), false],
  ['takes a text', z.string().nullable(), 1],
  ['takes a text or a number', z.union([z.string(), z.int()]), false],
  ['is not in a form that is taken here', z.union([z.string(), z.object({ a: z.string() })]), { a: 1 }],
  [
    'takes one of mail, chat',
    z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('mail') }),
      z.object({ kind: z.literal('chat') }),
    ]),
    { kind: 'fax' },
  ],
  ['takes an address such as ada@example.com', z.email(), 'nobody'],
  ['is not in a form that is taken here', z.string().regex(/^a/), 'b'],
  ['begins with an a', z.string().regex(/^a/, 'begins with an a'), 'b'],
  ['Invalidates nothing', z.string().refine(() => false, 'Invalidates nothing'), 'b'],
])('%s', (words, schema, value) => {
  const { error } = schema.safeParse(value)
  expect(error!.issues.map((issue) => issueWords(issue as never))).toEqual([words])
})
