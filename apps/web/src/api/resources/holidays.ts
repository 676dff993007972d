/** The holidays of an iCalendar file, as they could be set: it is read, and nothing of it is kept. */
import { z } from '@hono/zod-openapi'
import { readHolidays, usualYears } from '@upflow/settings'
import { organizationOf, organizationParams } from '../organization-scope.ts'
import { defineWrite } from '../write.ts'

const year = z
  .number('takes a year')
  .int('takes a year')
  .min(1970, 'takes a year from 1970 on')
  .max(2100, 'takes a year up to 2100')

export const holidays = defineWrite({
  method: 'post',
  path: '/organizations/{organization}/settings/holidays',
  id: 'readHolidays',
  tag: 'Settings',
  summary: 'Reads the holidays of an iCalendar file, and saves nothing',
  description: 'Whole days, also those that come every year; of the rest it is said why it is none.',
  params: organizationParams,
  body: z.object({
    text: z.string('takes the text of an iCalendar file').max(500_000, 'takes at most 500,000 characters'),
    from: year.optional().describe('The first year. Default: ten years ago.'),
    to: year.optional().describe('The last year. Default: the one after the next.'),
  }),
  answer: z.object({
    holidays: z.array(z.object({ date: z.string().describe('`2026-12-25`'), name: z.string() })),
    leftOut: z.array(z.object({ name: z.string(), why: z.string() })),
  }),
  async write({ params, body }, context) {
    await organizationOf({ params }, context)
    const usual = usualYears()
    const found = readHolidays(body.text, { from: body.from ?? usual.from, to: body.to ?? usual.to })
    return { holidays: [...found.holidays], leftOut: [...found.leftOut] }
  },
})
