/**
 * What may happen to what analyses are made of. Each change touches one thing, since another beside it would have the
 * pull requests looked at anyway, and each *theme* holds those that concern the same rules.
 */
import { createRawUpsert, createUpsert, type DeploymentRow, type Tenant, toRawRow } from '@upflow/db'
import { defaultRules, type RawPullRequest, type ReleaseRule, type Rules } from '@upflow/model'
import fc from 'fast-check'
import { repositoryId, sample, shaOf } from './recalculated.ts'

export type Change =
  | { readonly kind: 'update'; readonly index: number; readonly to: Partial<RawPullRequest> }
  /** Another's merge commit is among its commits, or none is. */
  | { readonly kind: 'carry'; readonly index: number; readonly carried: string | null }
  | { readonly kind: 'incomplete'; readonly index: number; readonly parts: RawPullRequest['incomplete'] }
  | { readonly kind: 'remove' | 'forget'; readonly index: number }
  | {
      readonly kind: 'tag'
      readonly name: string
      readonly to: { readonly sha?: string; readonly committed_at?: number }
    }
  | { readonly kind: 'untag'; readonly name: string }
  | { readonly kind: 'deploy'; readonly id: string; readonly to: Partial<DeploymentRow> }
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
const tag = of('tag', { name: fc.constantFrom('v1', 'v2', 'beta'), to: one({ sha, committed_at: at }) })
const untag = of('untag', { name: fc.constantFrom('v1', 'v2', 'beta') })
const id = fc.constantFrom('D_1', 'D_2', 'D_3')
const deploy = of('deploy', {
  id,
  to: one({
    sha,
    committed_at: at,
    environment: fc.constantFrom('production', 'staging'),
    succeeded_at: fc.option(at),
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

/** By what it is to be recalculated, and how changes are made to it, by whoever makes them. */
export function createWorld(tenant: Tenant, firstRule: ReleaseRule) {
  const { sqlite } = tenant
  const upsert = createRawUpsert(tenant)
  const putTag = createUpsert(sqlite, { table: 'tags', key: ['repository_id', 'name'] })
  const putDeployment = createUpsert<DeploymentRow>(sqlite, {
    table: 'deployments',
    key: ['repository_id', 'id'],
  })
  /** As GitHub has them now. */
  const current = [...sample]
  const world = { rules: defaultRules, releaseRule: firstRule }
  const put = (place: number, to: Partial<RawPullRequest>) => {
    const target = current[place]!
    current[place] = { ...target, ...to, updatedAt: target.updatedAt + 1 }
    upsert(toRawRow(current[place]!))
  }
  const run = (statement: string, value: string | null) => void sqlite.prepare(statement).run(value)
  const find = (query: string, value: string) => sqlite.prepare(query).get(value) as object | undefined
  const make = (change: Change): void => {
    if (change.kind === 'update') put(change.index, change.to)
    if (change.kind === 'carry') {
      const { commits, createdAt } = sample[change.index]!
      const carried = { sha: change.carried ?? '', authoredAt: 1, committedAt: createdAt, author: null }
      put(change.index, { commits: change.carried === null ? commits : [...commits, carried] })
    }
    if (change.kind === 'incomplete') {
      if (change.parts.length > 0) put(change.index, { incomplete: change.parts })
      else {
        // Read anew of the same version: one that is whole replaces one that is not.
        current[change.index] = { ...current[change.index]!, incomplete: [] }
        upsert(toRawRow(current[change.index]!))
      }
    }
    if (change.kind === 'remove') run('DELETE FROM raw_pull_requests WHERE id = ?', current[change.index]!.id)
    if (change.kind === 'forget')
      run('DELETE FROM analyzed_pull_requests WHERE pull_request_id = ?', current[change.index]!.id)
    if (change.kind === 'tag')
      putTag({
        ...freshTag(change.name),
        ...find('SELECT * FROM tags WHERE name = ?', change.name),
        ...change.to,
      })
    if (change.kind === 'untag') run('DELETE FROM tags WHERE name = ?', change.name)
    if (change.kind === 'deploy') {
      const known = find('SELECT * FROM deployments WHERE id = ?', change.id)
      putDeployment({ ...freshDeployment(change.id), ...known, ...change.to })
    }
    if (change.kind === 'undeploy') run('DELETE FROM deployments WHERE id = ?', change.id)
    if (change.kind === 'rule') world.releaseRule = change.rule
    if (change.kind === 'rules') world.rules = { ...defaultRules, ...change.rules }
    if (change.kind === 'default-branch') run('UPDATE repositories SET default_branch = ?', change.branch)
  }
  return { world, make }
}

const freshTag = (name: string) => ({
  repository_id: repositoryId,
  name,
  sha: 'elsewhere',
  committed_at: 1.6e9,
})

const freshDeployment = (id: string): DeploymentRow => ({
  repository_id: repositoryId,
  id,
  environment: 'production',
  sha: 'elsewhere',
  committed_at: 1.6e9,
  creator_login: 'ann',
  creator_kind: 'user',
  created_at: 1.6e9,
  succeeded_at: 1.6e9,
})
