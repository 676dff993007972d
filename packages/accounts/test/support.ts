/** Accounts with two organizations in them, and a clock that the test sets. */
import { quickHashing } from '@upflow/tooling/quick-hashing'
import { createAccountFile, createSetUpLink } from '../src/index.ts'
import type { Sent } from '../src/sign-in/door.ts'
import { createSignIn, type Providers, type SignInOptions } from '../src/sign-in.ts'
import { newPlace } from './places.ts'

export { atEnd } from './places.ts'

export const password = 'canary-correct-horse'
export const ann = { name: 'Ann', email: 'ann@example.com', password }

export async function openTestAccounts({
  providers = { github: null, oidc: null },
  url = 'http://127.0.0.1',
  hashing = quickHashing,
}: {
  readonly providers?: Providers
  readonly url?: string
} & Pick<SignInOptions, 'hashing'> = {}) {
  const { first, newOther, holdTurn } = await newPlace()
  const { dataDir, registry } = first
  await registry.create({ id: 'acme', name: 'Acme' })
  await registry.create({ id: 'beta', name: 'Beta' })
  const clock = { skipped: 0 }
  const file = createAccountFile(registry, () => Math.floor(Date.now() / 1_000) + clock.skipped)
  const trouble: string[] = []
  const signIn = createSignIn({
    registry,
    file,
    dataDir,
    secret: null,
    url,
    providers,
    hashing,
    onTrouble: (message) => void trouble.push(message),
  })
  return { dataDir, registry, file, signIn, trouble, clock, newOther, holdTurn }
}

/** What a browser sends that keeps these cookies. */
export const from = (cookies: readonly string[] = [], address = '192.0.2.1'): Sent => ({
  headers: new Headers(
    cookies.length === 0 ? {} : { cookie: cookies.map((cookie) => cookie.split(';')[0]).join('; ') },
  ),
  address,
})

export async function setUpAnn(options: Parameters<typeof openTestAccounts>[0] = {}) {
  const accounts = await openTestAccounts(options)
  const link = await createSetUpLink(accounts.file)
  const { cookies } = await accounts.signIn.setUp(link!, ann, from())
  return { ...accounts, cookies }
}
