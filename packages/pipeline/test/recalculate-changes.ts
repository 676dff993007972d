/**
 * What may happen to what analyses are made of. Each change touches one thing, since another beside it would have the
 * pull requests looked at anyway, and each *theme* holds those that concern the same rules.
 */
import type { TenantStore } from '@upflow/db'
import {
  type Deployment,
  defaultRules,
  type RawPullRequest,
  type ReleaseRule,
  type Rules,
  type Tag,
} from '@upflow/model'
import fc from 'fast-check'
import { put, repositoryId, sample, shaOf } from './recalculated.ts'

export type Change =
  | { readonly kind: 'update'; readonly index: number; readonly to: Partial<RawPullRequest> }
  /** Another's merge commit is among its commits, or none is. */
  | { readonly kind: 'carry'; readonly index: number; readonly carried: string | null }
  | { readonly kind: 'incomplete'; readonly index: number; readonly parts: RawPullRequest['incomplete'] }
  | { readonly kind: 'remove' | 'forget'; readonly index: number }
  | { readonly kind: 'tag'; readonly name: string; readonly to: Partial<Tag> }
  | { readonly kind: 'untag'; readonly name: string }
  | { readonly kind: 'deploy'; readonly id: string; readonly to: Partial<Deployment> }
  | { readonly kind: 'undeploy'; readonly id: string }
  | { readonly kind: 'rule'; readonly rule: ReleaseRule }
  | { readonly kind: 'rules'; readonly rules: Partial<Rules> }
  | { readonly kind: 'default-branch'; readonly branch: string | null }

/** A few of them often, so that what happens to one of them meets what has happened to it before. */
const few = sample.flatMap(({ mergedAt }, place) => (mergedAt === null ? [] : [place])).slice(0, 3)
const often = <T>(some: fc.Arbitrary<T>, any: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight: 6, arbitrary: some }, { weight: 1, arbitrary: any })
/** One that is not merged, too: a merge has everything looked at. */
const open = sample.findIndex(({ mergedAt }) => mergedAt === null)
const index = often(fc.constantFrom(...few, open), fc.nat(sample.length - 1))
const branch = fc.constantFrom('master', 'release', 'topic')
const sha = often(
  fc.constantFrom(...few.map((place) => shaOf(sample[place]!.number))),
  fc.constant('elsewhere'),
)
/** Mostly beside a merge: there the date of a tag or deployment decides. */
const at = often(
  fc
    .tuple(fc.constantFrom(...few), fc.constantFrom(-1, 0, 1))
    .map(([place, seconds]) => sample[place]!.mergedAt! + seconds),
  fc.integer({ min: 1.5e9, max: 1.75e9 }),
)
const one = <const Fields extends Record<string, fc.Arbitrary<unknown>>>(fields: Fields) =>
  fc.oneof(
    ...Object.entries(fields).map(([name, value]) => value.map((of) => ({ [name]: of }))),
  ) as fc.Arbitrary<{ [Name in keyof Fields]?: Fields[Name] extends fc.Arbitrary<infer T> ? T : never }>

const logins = fc.subarray([...new Set(sample.flatMap(loginsOf))].slice(0, 6))
export function loginsOf({ author, reviews, comments }: RawPullRequest): string[] {
  return [author, ...[...reviews, ...comments].map((said) => said.author)].map(({ login }) => login)
}
const calendar = fc.record({
  timeZone: fc.constantFrom('UTC', 'Asia/Kolkata', 'America/New_York', 'Australia/Lord_Howe'),
  workingDays: fc.subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 1 }),
  from: fc.constantFrom('00:00', '08:30'),
  to: fc.constantFrom('17:00', '24:00'),
  holidays: fc.subarray(['2021-01-01', '2022-05-02']),
})

const branchRule = fc.constantFrom<ReleaseRule>(
  { kind: 'branch', key: 'master' },
  { kind: 'branch', key: 'topic' },
  { kind: 'branch', key: 'release' },
  { kind: 'branch', key: ['release', 'master'] },
)
const tagRule = fc.constantFrom<ReleaseRule>({ kind: 'tags', key: 'v.*' }, { kind: 'tags', key: '.*' })
const deploymentRule = fc.constantFrom<ReleaseRule>(
  { kind: 'deployments', key: 'production' },
  { kind: 'deployments', key: '.*' },
)
export const anyRule = fc.oneof(
  branchRule,
  tagRule,
  deploymentRule,
  fc.constant<ReleaseRule>({ kind: 'none' }),
)

const of = <Kind extends Change['kind'], Rest extends object>(
  kind: Kind,
  rest: {
    [Name in keyof Rest]: fc.Arbitrary<Rest[Name]>
  },
) => fc.record({ kind: fc.constant(kind), ...rest }) as unknown as fc.Arbitrary<Change>

const where = of('update', {
  index,
  to: one({ baseRefName: branch, headRefName: branch, isCrossRepository: fc.boolean() }),
})
const mergeCommit = of('update', { index, to: one({ mergeCommitSha: fc.option(sha) }) })
/** Mostly by a later merge what was merged before it. */
const carry = often(
  fc
    .constantFrom<[number, number | null]>([1, 0], [2, 0], [2, 1], [1, null], [2, null])
    .map(([later, earlier]): Change => {
      const carried = earlier === null ? null : shaOf(sample[few[earlier]!]!.number)
      return { kind: 'carry', index: few[later]!, carried }
    }),
  of('carry', { index, carried: fc.option(sha) }),
)
const end = of('update', { index, to: one({ mergedAt: fc.option(at) }) })
const looks = of('update', {
  index,
  to: one({
    title: fc.constantFrom('A change', 'Revert "A change"'),
    labels: fc.constantFrom<string[]>([], ['bug'], ['dependencies']),
    isDraft: fc.boolean(),
    events: fc.constantFrom<RawPullRequest['events'][]>(
      [],
      few.slice(0, 1).map((place) => ({
        kind: 'review-requested',
        at: sample[place]!.createdAt + 5,
        actor: sample[place]!.author,
        reviewer: { kind: 'user', login: 'rev', id: null },
        id: null,
        url: null,
      })) as never,
    ) as never,
  }),
})
const incomplete = of('incomplete', {
  index,
  parts: fc.constantFrom<RawPullRequest['incomplete']>(
    [],
    [],
    ['closedAt'],
    ['mergedAt'],
    ['reviews'],
    ['files'],
  ),
})
const remove = of('remove', { index })
const forget = of('forget', { index })
const defaultBranch = of('default-branch', { branch: fc.constantFrom('master', 'release', 'topic', null) })
const tag = of('tag', { name: fc.constantFrom('v1', 'v2', 'beta'), to: one({ sha, committedAt: at }) })
const untag = of('untag', { name: fc.constantFrom('v1', 'v2', 'beta') })
const id = fc.constantFrom('D_1', 'D_2', 'D_3')
const deploy = of('deploy', {
  id,
  to: one({
    sha,
    committedAt: at,
    environment: fc.constantFrom('production', 'staging'),
    succeededAt: fc.option(at),
  }),
})
const undeploy = of('undeploy', { id })
const rule = of('rule', { rule: anyRule })
const rules = of('rules', {
  rules: fc.oneof<fc.Arbitrary<Partial<Rules>>[]>(
    logins.map((excludedLogins) => ({ excludedLogins })),
    logins.map((botLogins) => ({ botLogins })),
    fc.constantFrom([], ['**']).map((generatedFiles) => ({ generatedFiles })),
    fc.constantFrom([], [{ kind: 'named', base: 'master' }]).map((kinds) => ({ kinds })),
    fc.constantFrom([], ['topic']).map((longLivedBranches) => ({ longLivedBranches })),
    fc.constantFrom(1, 90, 10_000).map((codingWindowDays) => ({ codingWindowDays })),
    calendar.map((own) => ({ calendar: own })),
    fc.tuple(logins, calendar).map(([some, own]) => ({ calendars: [{ logins: some, calendar: own }] })),
    logins.map((others) => ({ mergedLogins: others.length === 0 ? [] : [{ login: 'somebody', others }] })),
  ),
})

export interface Theme {
  readonly name: string
  readonly firstRule: fc.Arbitrary<ReleaseRule>
  readonly change: fc.Arbitrary<Change>
}

export const themes: readonly Theme[] = [
  { name: 'branches', firstRule: branchRule, change: fc.oneof(where, where, end, defaultBranch, rules) },
  {
    name: 'what merges carry',
    firstRule: branchRule,
    change: fc.oneof(carry, carry, carry, carry, where, rule),
  },
  {
    name: 'merge commits',
    firstRule: fc.oneof(tagRule, deploymentRule),
    change: fc.oneof(mergeCommit, mergeCommit, tag, deploy),
  },
  { name: 'tags', firstRule: tagRule, change: fc.oneof(tag, tag, tag, untag, where) },
  {
    name: 'deployments',
    firstRule: deploymentRule,
    change: fc.oneof(deploy, deploy, deploy, undeploy, where),
  },
  {
    name: 'completeness',
    firstRule: anyRule,
    change: fc.oneof(incomplete, incomplete, incomplete, tag, deploy),
  },
  { name: 'presence', firstRule: branchRule, change: fc.oneof(remove, looks, looks, where, forget) },
  {
    name: 'rules',
    firstRule: anyRule,
    change: fc.oneof(rules, rules, rules, where, where, rule, looks, defaultBranch, defaultBranch),
  },
  {
    name: 'everything',
    firstRule: anyRule,
    change: fc.oneof(
      where,
      mergeCommit,
      carry,
      end,
      looks,
      incomplete,
      remove,
      forget,
      defaultBranch,
      tag,
      untag,
      deploy,
      undeploy,
      rule,
      rules,
    ),
  },
]

/** By what it is to be recalculated, and how changes are made to it: as a sync makes them, wherever it is stored. */
export function createWorld(store: TenantStore, firstRule: ReleaseRule) {
  /** As GitHub has them now. */
  const current = [...sample]
  const tags = new Map<string, Tag>()
  const deployments = new Map<string, Deployment>()
  const world = { rules: defaultRules, releaseRule: firstRule }
  const update = (place: number, to: Partial<RawPullRequest>) => {
    const target = current[place]!
    current[place] = { ...target, ...to, updatedAt: target.updatedAt + 1 }
    return put(store, [current[place]!])
  }
  const putTags = () => store.putTags({ repositoryId, tags: [...tags.values()], isWhole: true })
  const commitDeployment = (put: readonly Deployment[], remove: readonly string[]) =>
    store.commitDeployments({ repositoryId, put, remove, state: null })
  const make = async (change: Change): Promise<unknown> => {
    switch (change.kind) {
      case 'update':
        return update(change.index, change.to)
      case 'carry': {
        const { commits, createdAt } = sample[change.index]!
        const carried = { sha: change.carried ?? '', authoredAt: 1, committedAt: createdAt, author: null }
        return update(change.index, { commits: change.carried === null ? commits : [...commits, carried] })
      }
      case 'incomplete':
        if (change.parts.length > 0) return update(change.index, { incomplete: change.parts })
        // Read anew of the same version: one that is whole replaces one that is not.
        current[change.index] = { ...current[change.index]!, incomplete: [] }
        return put(store, [current[change.index]!])
      case 'remove':
        return store.db.deleteFrom('raw_pull_requests').where('id', '=', current[change.index]!.id).execute()
      case 'forget':
        return store.db
          .deleteFrom('analyzed_pull_requests')
          .where('pull_request_id', '=', current[change.index]!.id)
          .execute()
      case 'tag':
        tags.set(change.name, { ...freshTag(change.name), ...tags.get(change.name), ...change.to })
        return putTags()
      case 'untag':
        tags.delete(change.name)
        return putTags()
      case 'deploy': {
        const deployment = {
          ...freshDeployment(change.id),
          ...deployments.get(change.id),
          ...change.to,
        }
        deployments.set(change.id, deployment)
        return commitDeployment([deployment], [])
      }
      case 'undeploy':
        deployments.delete(change.id)
        return commitDeployment([], [change.id])
      case 'rule':
        world.releaseRule = change.rule
        return
      case 'rules':
        world.rules = { ...defaultRules, ...change.rules }
        return
      case 'default-branch':
        return store.db.updateTable('repositories').set({ default_branch: change.branch }).execute()
    }
  }
  const makeAll = async (changes: readonly Change[]): Promise<void> => {
    for (const change of changes) await make(change)
  }
  return { world, make, makeAll }
}

const freshTag = (name: string): Tag => ({ name, sha: 'elsewhere', committedAt: 1.6e9 })

const freshDeployment = (id: string): Deployment => ({
  id,
  environment: 'production',
  sha: 'elsewhere',
  committedAt: 1.6e9,
  creator: { kind: 'user', login: 'ann', id: null },
  createdAt: 1.6e9,
  succeededAt: 1.6e9,
})
