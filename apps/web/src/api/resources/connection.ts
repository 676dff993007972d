/** How an organization reaches GitHub. A token goes in, and never comes out. */
import { z } from '@hono/zod-openapi'
import { checkConnection, readConnection, setConnection } from '@upflow/pipeline'
import { afterChange } from '../after-change.ts'
import { organizationOf, organizationParams } from '../organization-scope.ts'
import { defineRead } from '../read.ts'
import { ifVersionParameter } from '../shapes/settings-shape.ts'
import { defineWrite } from '../write.ts'

const tag = 'Connection'

export const connectionShape = z
  .object({
    kind: z.enum(['github', 'demo']),
    apiUrl: z.string().nullable().describe('The root of GitHub’s API; null for the bundled sample.'),
    tokenFrom: z
      .enum(['app', 'environment', 'stored'])
      .nullable()
      .describe('Where the token comes from; null where there is none.'),
    app: z
      .object({
        id: z.string().describe('Its id, or its client id.'),
        slug: z.string(),
        installation: z
          .object({ id: z.number(), account: z.string() })
          .nullable()
          .describe('That which reads; null until one is chosen.'),
      })
      .nullable()
      .describe('The GitHub App; null for none.'),
    version: z.string(),
  })
  .openapi('Connection')

const wanted = {
  apiUrl: z.string().max(500).optional().describe('Default: the one that is stored.'),
  token: z.string().max(1_000).optional().describe('Default: the one that there is. Never shown again.'),
}

export const connection = defineRead({
  path: '/organizations/{organization}/connection',
  id: 'connection',
  tag,
  summary: 'Where an organization’s data comes from',
  params: organizationParams,
  query: z.object({}),
  answer: connectionShape,
  read: async (asked, context) => readConnection(context.pipeline, await organizationOf(asked, context)),
})

export const setConnectionOf = defineWrite({
  method: 'put',
  path: '/organizations/{organization}/connection',
  id: 'setConnection',
  tag,
  summary: 'Sets the address, the token, or both',
  description:
    'With another address, a token or an app that was stored for the one before is removed; a token takes the place of an app.',
  params: organizationParams,
  body: z.object({ ...wanted, ifVersion: ifVersionParameter }),
  answer: connectionShape,
  async write({ params, body, ifVersion, caller }, context) {
    const id = await organizationOf({ params }, context)
    const changes = await setConnection(context.pipeline, id, {
      apiUrl: body.apiUrl,
      token: body.token,
      by: caller.name,
      ifVersion: ifVersion ?? body.ifVersion ?? null,
    })
    await afterChange(context.pipeline, { id, changes, by: caller.name, recalculate: false })
    return readConnection(context.pipeline, id)
  },
})

export const checkConnectionOf = defineWrite({
  method: 'post',
  path: '/organizations/{organization}/connection/check',
  id: 'checkConnection',
  tag,
  summary:
    'Checks what is given, or else what is stored, and saves nothing of it; that it was done is in the audit',
  params: organizationParams,
  body: z.object(wanted),
  answer: z.object({
    findings: z.array(
      z.object({
        what: z.enum([
          'address',
          'token',
          'app',
          'expiry',
          'clock',
          'points',
          'scopes',
          'single-sign-on',
          'ip-allow-list',
          'repositories',
          'permissions',
          'teams',
        ]),
        state: z.enum(['good', 'warning', 'bad']),
        text: z.string().describe('What was found.'),
        remedy: z.string().nullable().describe('What to do about it; null where nothing is to be done.'),
      }),
    ),
  }),
  async write({ params, body, caller, signal }, context) {
    const id = await organizationOf({ params }, context)
    return { findings: await checkConnection(context.pipeline, id, { ...body, by: caller.name, signal }) }
  },
})
