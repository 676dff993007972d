/** A registry in a folder that the test removes, with two organizations in it, and a clock that the test sets. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openRegistry } from '@upflow/db'
import { afterEach } from 'vitest'
import { createAccountFile, createSetUpLink } from '../src/index.ts'
import type { Sent } from '../src/sign-in/door.ts'
import { createSignIn, type Providers } from '../src/sign-in.ts'

const closing: (() => unknown)[] = []
export const atEnd = (close: () => unknown): void => void closing.push(close)
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

export const password = 'canary-correct-horse'
export const ann = { name: 'Ann', email: 'ann@example.com', password }

export async function openTestAccounts({
  providers = { github: null, oidc: null },
  url = 'http://127.0.0.1',
}: {
  readonly providers?: Providers
  readonly url?: string
} = {}) {
  const dataDir = mkdtempSync(join(tmpdir(), 'upflow-accounts-'))
  atEnd(() => rmSync(dataDir, { recursive: true, force: true }))
  const registry = await openRegistry({ dataDir })
  atEnd(() => registry.close())
  await registry.create({ id: 'acme', name: 'Acme' })
  await registry.create({ id: 'beta', name: 'Beta' })
  const clock = { skipped: 0 }
  /** What came to organizations on another machine, and is not known here before it is asked for. */
  const elsewhere = { happens: () => {} }
  const keepInStep = async () => elsewhere.happens()
  const file = createAccountFile(
    { ...registry, keepInStep },
    () => Math.floor(Date.now() / 1_000) + clock.skipped,
  )
  const trouble: string[] = []
  const signIn = createSignIn({
    registry,
    file,
    dataDir,
    secret: null,
    url,
    providers,
    onTrouble: (message) => void trouble.push(message),
  })
  return { dataDir, registry, file, signIn, trouble, clock, elsewhere }
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
