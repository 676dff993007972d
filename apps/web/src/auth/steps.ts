/** Signing in with a password, out, and by links that work once. */
import { z } from '@hono/zod-openapi'
import { AccountsError, lookAtInvitation } from '@upflow/accounts'
import { emailField, linkField, nameField, passwordField, roleShape } from './auth-shapes.ts'
import { defineSignIn, done } from './define-sign-in.ts'
import { keepLogin } from './member-login.ts'

const credentials = { email: emailField, password: passwordField }
const newcomer = { name: nameField, ...credentials }

export const setUp = defineSignIn({
  path: '/set-up',
  id: 'setUp',
  summary: 'Make the first administrator, by the link in the log of the server',
  body: z.object({ link: linkField, ...newcomer }),
  answer: done,
  async take({ body: { link, ...person }, sent }, { signIn }) {
    return { answer: {}, ...(await signIn.setUp(link, person, sent)) }
  },
})

export const signInStep = defineSignIn({
  path: '/sign-in',
  id: 'signIn',
  summary: 'Sign in with a password',
  body: z.object(credentials),
  answer: done,
  async take({ body, sent }, { signIn }) {
    return { answer: {}, ...(await signIn.signIn(body, sent)) }
  },
})

export const signOut = defineSignIn({
  path: '/sign-out',
  id: 'signOut',
  summary: 'End the session that asks',
  body: z.object({}),
  answer: done,
  async take({ sent }, { signIn }) {
    return { answer: {}, ...(await signIn.signOut(sent)) }
  },
})

export const resetPassword = defineSignIn({
  path: '/reset-password',
  id: 'resetPassword',
  summary: 'Choose a new password, by a link for it; all sessions of the person end, and all other ways in',
  body: z.object({ link: linkField, password: passwordField }),
  answer: done,
  async take({ body: { link, password } }, { signIn }) {
    await signIn.resetPassword(link, password)
    return { answer: {} }
  },
})

export const changePassword = defineSignIn({
  path: '/change-password',
  id: 'changePassword',
  summary: 'Change one’s password; one’s other sessions end',
  description: 'Who has none yet has signed in within the last ten minutes.',
  body: z.object({ current: passwordField, next: passwordField }),
  answer: done,
  async take({ body, sent, caller }, { signIn }) {
    if (!caller.person || caller.sessionId === null)
      throw new AccountsError('accounts/not-allowed', 'Nobody signs in here: there is no password.')
    await signIn.changePassword(caller.person, { ...body, sessionId: caller.sessionId }, sent)
    return { answer: {} }
  },
})

export const lookAt = defineSignIn({
  path: '/invitation',
  id: 'lookAtInvitation',
  summary: 'What an invitation is for',
  body: z.object({ link: linkField }),
  answer: z.object({ organization: z.string(), name: z.string(), role: roleShape, createdBy: z.string() }),
  async take({ body: { link } }, { accounts }) {
    const { organization, organizationName, role, createdBy } = await lookAtInvitation(accounts, link)
    return { answer: { organization, name: organizationName, role, createdBy } }
  },
})

export const acceptInvitation = defineSignIn({
  path: '/accept-invitation',
  id: 'acceptInvitation',
  summary: 'Become a member by an invitation: as who is signed in, or as a new person',
  body: z.object({
    link: linkField,
    person: z.object(newcomer).strict().nullable().describe('Null for who is signed in.'),
  }),
  answer: done,
  async take({ body: { link, person }, sent, caller }, context) {
    const { signIn } = context
    if (person !== null) return { answer: {}, ...(await signIn.acceptAsNewcomer(link, person, sent)) }
    if (!caller.person) throw new AccountsError('accounts/not-signed-in', 'Sign in, or say who you are.')
    await signIn.acceptAs(caller.person, link)
    await keepLogin(context, caller.person.id)
    return { answer: {} }
  },
})
