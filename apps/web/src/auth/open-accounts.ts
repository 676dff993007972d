/** People and their sign-in over the registry that the pipeline holds open, and the way in when there is nobody yet. */
import {
  type AccountFile,
  createGuardedFile,
  createSetUpLink,
  createTokenUses,
  hasAdministrator,
  keepForgetting,
} from '@upflow/accounts'
import { createSignIn, type SignIn, type SignInOptions } from '@upflow/accounts/sign-in'
import type { Config, Pipeline } from '@upflow/pipeline'
import { createIdentity, type Identity } from '../guard/identify.ts'
import type { Log } from '../log.ts'

export interface OpenAccounts extends Identity {
  readonly accounts: AccountFile
  readonly signIn: SignIn
  /** Says in the log, and nowhere else, how the first administrator comes in. */
  announce(url: string): Promise<void>
  close(): Promise<void>
}

const ownAddress = 'http://127.0.0.1'

/** @throws DbError `db/accounts-in-database` where they are a copy, and the database is not known */
export async function openAccounts(
  config: Config,
  { registry }: Pick<Pipeline, 'registry'>,
  log: Log,
  { hashing }: Pick<SignInOptions, 'hashing'> = {},
): Promise<OpenAccounts> {
  const { isOpen, isBehindProxy, url, github, oidc } = config.web.signIn
  const accounts = createGuardedFile(registry, () => Math.floor(Date.now() / 1_000))
  if (!accounts.hasSharedAccounts) await accounts.read(() => {})
  const signIn = createSignIn({
    registry,
    file: accounts,
    dataDir: config.dataDir,
    secret: config.secret,
    url: url ?? ownAddress,
    providers: { github, oidc },
    ...(hashing ? { hashing } : {}),
    onTrouble: (message) => log.warn({ message }, 'sign-in'),
  })
  const forgetting = keepForgetting(accounts, {
    onTrouble: (error) => log.warn({ err: error }, 'what has ended is not forgotten'),
  })
  const uses = createTokenUses(accounts, {
    onTrouble: (error) => log.warn({ err: error }, 'that an API token was used is not noted'),
  })
  return {
    ...createIdentity({ file: accounts, signIn, uses, isOpen, isBehindProxy }),
    accounts,
    signIn,
    async close() {
      await forgetting.stop()
      await uses.settled()
    },
    async announce(address) {
      if (isOpen || (await hasAdministrator(accounts))) return
      const text = await createSetUpLink(accounts)
      if (text !== null)
        log.info(
          { url: `${address}/set-up#${text}` },
          `set-up link: works once, within a day${accounts.hasSharedAccounts ? ', on any machine' : ', until the next start'}`,
        )
    },
  }
}
