/** Everybody who has an account, for who administers the installation: what they may, making one an administrator, and the end. */
import { z } from '@hono/zod-openapi'
import {
  AccountsError,
  createResetLink as create,
  listPeople,
  type Person,
  removePerson as remove,
  setAdministrator as set,
} from '@upflow/accounts'
import type { ApiContext } from '../api/api-context.ts'
import { defineRead } from '../api/read.ts'
import { defineWrite } from '../api/write.ts'
import { idField, roleShape } from './auth-shapes.ts'
import { done } from './define-sign-in.ts'

const tag = 'Installation'

const personShape = z
  .object({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    isAdministrator: z.boolean().describe('Of the installation: owner of every organization.'),
    isSelf: z.boolean(),
    roles: z.array(z.object({ organization: z.string(), role: roleShape })),
  })
  .openapi('AccountPerson')

export const people = defineRead({
  path: '/people',
  id: 'people',
  tag,
  summary: 'Everybody who has an account, and what they may',
  params: z.object({}),
  query: z.object({}),
  answer: z.object({ people: z.array(personShape) }),
  read: async ({ caller }, { accounts }) => ({
    people: (await listPeople(accounts)).map(({ roles, ...person }) => ({
      ...person,
      isSelf: person.id === caller.person?.id,
      roles: [...roles].map(([organization, role]) => ({ organization, role })),
    })),
  }),
})

const personParams = z.object({ person: idField.describe('The id of a person.') })

export const setAdministrator = defineWrite({
  method: 'put',
  path: '/people/{person}/administrator',
  id: 'setAdministrator',
  tag,
  summary: 'Make somebody an administrator of the installation, or not one any more',
  params: personParams,
  body: z.object({ isAdministrator: z.boolean() }),
  answer: done,
  async write({ params, body, caller }, { accounts }) {
    const { email } = await personOf(accounts, params.person)
    await set(accounts, { email, isAdministrator: body.isAdministrator, by: caller.name })
    return {}
  },
})

export const createResetLink = defineWrite({
  method: 'post',
  path: '/people/{person}/reset-link',
  id: 'createResetLink',
  tag,
  summary: 'A link by which somebody chooses a new password, once and within an hour',
  description:
    'Whoever has it can sign in as this person, so that it is told once and left to the administrator to hand on. Those before it work no more.',
  params: personParams,
  body: z.object({}),
  answer: z.object({ url: z.string().describe('Shown this once.') }),
  async write({ params, caller }, context) {
    const { email } = await personOf(context.accounts, params.person)
    const text = await create(context.accounts, { email, by: caller.name })
    return { url: `${context.url()}/reset#${text}` }
  },
})

export const removePerson = defineWrite({
  method: 'delete',
  path: '/people/{person}',
  id: 'removePerson',
  tag,
  summary: 'Remove an account, with its sessions, memberships and tokens',
  params: personParams,
  body: z.object({}),
  answer: done,
  async write({ params, caller }, { accounts }) {
    const { email } = await personOf(accounts, params.person)
    await remove(accounts, { email, by: caller.name })
    return {}
  },
})

async function personOf(accounts: ApiContext['accounts'], id: string): Promise<Person> {
  const found = (await listPeople(accounts)).find((one) => one.id === id)
  if (found) return found
  throw new AccountsError('accounts/unknown-person', `There is no person '${id}'.`)
}
