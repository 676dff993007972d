/** What a person may be called, reached at and kept out by: checked before anything is written or hashed. */
import * as z from 'zod'
import { AccountsError } from '../accounts-error.ts'

const mostCharacters = 200
export const passwordCharacters = { least: 12, most: 128 }

export function checkName(text: string): string {
  const name = text.trim()
  return name === '' || name.length > mostCharacters || /\p{Cc}/u.test(name)
    ? invalid('name', `takes a name of 1 to ${mostCharacters} characters`)
    : name
}

/** The check that better-auth makes at each sign-in: whom it refuses there must not be taken here. */
const address = z.email()

/** As it is kept: in small letters. */
export function checkEmail(text: string): string {
  const email = text.trim().toLowerCase()
  return email.length > mostCharacters || !address.safeParse(email).success
    ? invalid('email', 'takes an address such as ann@example.com')
    : email
}

/** Length alone: rules about its letters make passwords worse. */
export function checkPassword(text: string): string {
  const { least, most } = passwordCharacters
  return text.length < least || text.length > most
    ? invalid('password', `takes ${least} to ${most} characters`)
    : text
}

export function invalid(field: string, what: string): never {
  throw new AccountsError('accounts/invalid', `'${field}' ${what}.`, { field })
}
