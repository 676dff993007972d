/**
 * The step of a crawl that adds what the patterns of the organization take in. All is looked through once a day, and
 * when other patterns are set; at other times, from the most recently pushed on as long as there is something new.
 */
import { hashOf, type TenantStore } from '@upflow/db'
import type { Settled, Step } from '@upflow/jobs'
import type { OrganizationId } from '@upflow/model'
import { readSetting, toChangeRow } from '@upflow/settings'
import type { Discovered } from '../repositories/discover.ts'
import { fullName, putRepository } from '../repositories.ts'
import type { JobContext } from './job-context.ts'
import { retryWhileWaiting, whileGithubWaits } from './while-github-waits.ts'

/** Of the last look through all, among the tokens that are applied. */
const looks = 'discovered:'
const daySeconds = 86_400

/** A settled step: that it fails keeps no repository that is there from being read. @returns how many were added */
export const addDiscovered = (
  step: Step,
  context: JobContext,
  organizationId: OrganizationId,
): Promise<Settled<number>> =>
  step.settle(
    'discover',
    (caller) =>
      // The client has tried for long enough.
      whileGithubWaits(context, caller, { organizationId, tries: 1 }, async () => {
        const { signal, log, token } = caller
        const tenant = await context.tenants.open(organizationId)
        const discovery = await readSetting(tenant, 'discovery')
        if (discovery.patterns.length === 0) return 0
        const { look } = await import('../repositories/discover.ts')
        const looked = `${looks}${hashOf(JSON.stringify(discovery)).slice(0, 16)}`
        const isWhole = !(await isRecent(tenant, looked))
        const { news, unseenOwners } = await look(context, tenant, {
          discovery,
          isWhole,
          signal,
          onNote: ({ wait }) => context.onWait?.(organizationId, wait),
        })
        for (const owner of unseenOwners)
          log.warn(`a pattern names ${owner}, whom GitHub does not have or does not show to this token`)
        for (const one of news) {
          signal.throwIfAborted()
          await add(tenant, one, token)
          log.info(`added ${fullName(one.repository)}, as ${one.pattern} takes it in`)
        }
        await tenant.forgetTokens(`${token}#`)
        if (isWhole) await keep(tenant, looked)
        return news.length
      }),
    retryWhileWaiting,
  )

/** The line in the audit goes first, once: a step that died between the two goes on with the other. */
async function add(
  tenant: TenantStore,
  { repository, pattern }: Discovered['news'][number],
  token: string,
): Promise<void> {
  const after = { name: fullName(repository), pattern }
  await tenant.recordOnce(
    `${token}#${repository.id}`,
    toChangeRow({
      key: 'repository',
      by: `pattern ${pattern}`,
      repositoryId: repository.id,
      before: null,
      after,
    }),
  )
  await putRepository(tenant, repository)
}

const now = () => Math.floor(Date.now() / 1_000)

/** Whether all was looked through by the same patterns within a day. */
async function isRecent({ db }: TenantStore, looked: string): Promise<boolean> {
  const found = await db
    .selectFrom('applied_tokens')
    .select('token')
    .where('token', '=', looked)
    .where('applied_at', '>', now() - daySeconds)
    .executeTakeFirst()
  return found !== undefined
}

/** Those of other patterns are forgotten with it. */
async function keep(tenant: TenantStore, looked: string): Promise<void> {
  await tenant.forgetTokens(looks)
  await tenant.db
    .insertInto('applied_tokens')
    .values({ token: looked, applied_at: now() })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}
