/** The GitHub App by which an organization is read: how one is made, and where it is installed. Its key never comes out. */
import { z } from '@hono/zod-openapi'
import { AccountsError, decide } from '@upflow/accounts'
import type { OrganizationId } from '@upflow/model'
import {
  appPermissions,
  chooseInstallation,
  convertApp,
  newAppUrl,
  readConnection,
  readInstallations,
  removeApp,
  setApp,
  shareApp,
  toManifest,
} from '@upflow/pipeline'
import type { SettingChange } from '@upflow/settings'
import { appPagePath } from '../../github-app/form-target.ts'
import { WebError } from '../../web-error.ts'
import { afterChange } from '../after-change.ts'
import type { ApiContext } from '../api-context.ts'
import type { Caller } from '../caller.ts'
import { organizationOf, organizationParams } from '../organization-scope.ts'
import { defineRead } from '../read.ts'
import { ifVersionParameter } from '../shapes/settings-shape.ts'
import { defineWrite } from '../write.ts'
import { connectionShape } from './connection.ts'

const tag = 'GitHub App'
const path = '/organizations/{organization}/connection/app'

const login = z.string().regex(/^[A-Za-z\d][A-Za-z\d_-]{0,99}$/, 'takes a login such as acme')

export const appInstallations = defineRead({
  path: `${path}/installations`,
  id: 'appInstallations',
  tag,
  summary: 'Where GitHub says that the app is installed',
  params: organizationParams,
  query: z.object({}),
  answer: z.object({
    name: z.string(),
    installUrl: z.string().describe('Where it is installed for an account.'),
    installations: z.array(
      z.object({
        id: z.number(),
        account: z.string(),
        repositories: z.enum(['all', 'selected']),
        isSuspended: z.boolean(),
        reads: z.boolean().describe('It is the one that was chosen.'),
      }),
    ),
  }),
  async read(asked, { pipeline, ...context }) {
    const id = await organizationOf(asked, { ...context, pipeline })
    const [{ app: stored }, { app, installations }] = await Promise.all([
      readConnection(pipeline, id),
      readInstallations(pipeline, id, asked.signal),
    ])
    return {
      name: app.name,
      installUrl: app.installUrl,
      installations: installations.map(({ id: number, account, repositories, isSuspended }) => ({
        id: number,
        account,
        repositories,
        isSuspended,
        reads: stored?.installation?.id === number,
      })),
    }
  },
})

export const beginAppOf = defineWrite({
  method: 'post',
  path: `${path}/manifest`,
  id: 'beginApp',
  tag,
  summary: 'With what a browser has GitHub make an app',
  description:
    'The form is sent to `action` with the field `manifest`. GitHub sends the browser back to the page of the app with a code and the state, which are good once, for an hour, and in this session.',
  params: organizationParams,
  body: z.object({
    owner: login
      .optional()
      .describe('The organization at GitHub that is to own it. Default: whoever makes it.'),
  }),
  answer: z.object({
    action: z.string(),
    manifest: z.string(),
    permissions: z
      .array(z.object({ name: z.string(), label: z.string(), why: z.string() }))
      .describe('What it asks to read, each with its reason.'),
  }),
  async write({ params, body, caller }, context) {
    const id = await organizationOf({ params }, context)
    const { apiUrl } = await readConnection(context.pipeline, id)
    if (apiUrl === null)
      throw new WebError('web/bad-request', 'The bundled sample is read without GitHub: it needs no app.')
    const state = context.begunApps.begin({ organization: id, who: whoOf(caller), apiUrl })
    const url = context.url()
    const back = new URL(appPagePath(id), url).href
    return {
      action: newAppUrl(apiUrl, { owner: body.owner ?? null, state }),
      manifest: toManifest({
        organization: await context.organizations.get(id),
        url,
        redirectUrl: back,
        setupUrl: back,
      }),
      permissions: [...appPermissions],
    }
  },
})

export const convertAppOf = defineWrite({
  method: 'post',
  path: `${path}/conversion`,
  id: 'convertApp',
  tag,
  summary: 'Takes the app that GitHub has made, with its key, by what the browser came back with',
  params: organizationParams,
  body: z.object({ code: z.string().max(200), state: z.string().max(200) }),
  answer: z.object({ connection: connectionShape, installUrl: z.string() }),
  async write({ params, body: { code, state }, caller, signal }, context) {
    const id = await organizationOf({ params }, context)
    const begun = context.begunApps.take(state, { organization: id, who: whoOf(caller) })
    if (begun === null)
      throw new WebError(
        'web/app-not-begun',
        'Nothing is changed: no app was begun so in this session within the last hour, or it was taken already. If GitHub has made it, delete it there, and begin again.',
      )
    const { apiUrl } = begun
    const { changes, installUrl } = await convertApp(context.pipeline, id, {
      code,
      apiUrl,
      by: caller.name,
      signal,
    })
    return { connection: await followed(context, { id, changes, caller }), installUrl }
  },
})

export const setAppOf = defineWrite({
  method: 'put',
  path,
  id: 'setApp',
  tag,
  summary: 'Takes an app that there is: by its id and its private key, or as another organization has it',
  description:
    'GitHub is asked first. It reads once an installation is chosen. That of another organization may be taken by who owns both.',
  params: organizationParams,
  body: z.object({
    app: z.union(
      [
        z.strictObject({
          id: z.string().max(100).describe('Its id, or its client id.'),
          privateKey: z.string().max(20_000).describe('PEM, all of the file. Never shown again.'),
        }),
        z.strictObject({ from: z.string().max(100).describe('Another organization here.') }),
      ],
      { error: 'takes an id with a privateKey, or from' },
    ),
    ifVersion: ifVersionParameter,
  }),
  answer: connectionShape,
  async write({ params, body, ifVersion, caller, signal }, context) {
    const id = await organizationOf({ params }, context)
    const made = { by: caller.name, ifVersion: ifVersion ?? body.ifVersion ?? null, signal }
    const { app } = body
    const changes =
      'from' in app
        ? await shareApp(context.pipeline, id, { from: await ownedOf(app.from, caller, context), ...made })
        : await setApp(context.pipeline, id, { ...app, ...made })
    return followed(context, { id, changes, caller })
  },
})

export const chooseInstallationOf = defineWrite({
  method: 'put',
  path: `${path}/installation`,
  id: 'chooseInstallation',
  tag,
  summary: 'Lets an installation of the app read, in the place of a token',
  params: organizationParams,
  body: z.object({ installation: z.number().int().positive(), ifVersion: ifVersionParameter }),
  answer: connectionShape,
  async write({ params, body, ifVersion, caller, signal }, context) {
    const id = await organizationOf({ params }, context)
    const changes = await chooseInstallation(context.pipeline, id, {
      which: String(body.installation),
      by: caller.name,
      ifVersion: ifVersion ?? body.ifVersion ?? null,
      signal,
    })
    return followed(context, { id, changes, caller })
  },
})

export const removeAppOf = defineWrite({
  method: 'delete',
  path,
  id: 'removeApp',
  tag,
  summary: 'Forgets the app and its key; at GitHub it stays',
  params: organizationParams,
  body: z.object({ ifVersion: ifVersionParameter }),
  answer: connectionShape,
  async write({ params, body, ifVersion, caller }, context) {
    const id = await organizationOf({ params }, context)
    const changes = await removeApp(context.pipeline, id, {
      by: caller.name,
      ifVersion: ifVersion ?? body.ifVersion ?? null,
    })
    return followed(context, { id, changes, caller })
  },
})

/** Where nobody signs in there is one who does all. */
const whoOf = ({ kind, sessionId }: Caller): string => sessionId ?? kind

async function followed(
  { pipeline }: ApiContext,
  { id, changes, caller }: { id: OrganizationId; changes: readonly SettingChange[]; caller: Caller },
) {
  await afterChange(pipeline, { id, changes, by: caller.name, recalculate: false })
  return readConnection(pipeline, id)
}

/** What one may not see is not there, and what one does not own is not given away. */
async function ownedOf(
  organization: string,
  caller: Caller,
  { organizations }: ApiContext,
): Promise<OrganizationId> {
  const { id } = await organizations.get(organization)
  if (decide(caller, 'credentials.change', id) === 'allowed') return id
  throw new AccountsError('accounts/not-allowed', `This takes the role 'owner' in '${id}' too.`)
}
