/** The shapes of the API's answers by the names that the pages have for them. All of them are generated. */
import type { components, operations } from './schema.generated.d.ts'

type Schemas = components['schemas']

/** What an operation of the API answers, by its name. */
export type Answer<Name extends keyof operations> = operations[Name]['responses'] extends {
  readonly 200: { content: { readonly 'application/json': infer Body } }
}
  ? Body
  : never

export type OrganizationFacts = Answer<'organization'>

export type Me = Schemas['Me']
export type Installation = Answer<'installation'>
export type AccountPerson = Schemas['AccountPerson']
export type Role = Me['organizations'][number]['role']
export type Member = Schemas['Member']
export type ApiToken = Schemas['ApiToken']
export type Repository = Schemas['Repository']
export type Report = Schemas['Report']
export type Figures = Schemas['Figures']
export type Distribution = Schemas['Distribution']
export type Group = Schemas['Group']
export type Waiting = Schemas['Waiting']
export type BoardColumn = Schemas['BoardColumn']
export type FlowStep = Schemas['FlowStep']
export type Reviews = Answer<'reviews'>
export type Spread = Schemas['Spread']
export type Releases = Answer<'releases'>
export type LeftOut = Releases['leftOut']
export type ReleaseProblem = Schemas['ReleaseProblem']
export type ReleaseBatch = Schemas['ReleaseBatch']
export type PullRequest = Schemas['PullRequest']
export type DurationName = keyof PullRequest['durations']
export type Story = Schemas['Story']
export type Segment = Schemas['Segment']
export type Reason = Schemas['Reason']
export type Ignored = Story['ignored'][number]
export type Run = Schemas['Run']
export type RunStatus = Run['status']
export type RunEvent = Schemas['RunEvent']
export type Metric = keyof Figures['metrics']
export type Progress = NonNullable<RunEvent['progress']>
export type RepositoryHealth = Schemas['RepositoryHealth']
export type GithubAccess = NonNullable<Schemas['GithubAccess']>
export type AccessProblem = NonNullable<Schemas['AccessProblem']>
export type ReviewQueueStep = Schemas['ReviewQueueStep']
export type PickupGroup = Schemas['PickupGroup']
export type SavedView = Schemas['SavedView']
export type Retry = Schemas['Retry']
export type Setting = Schemas['Setting']
export type Preview = Answer<'previewSettings'>
export type Notifications = Schemas['Notifications']
export type Channel = Schemas['Channel']
export type Delivery = Schemas['Delivery']
export type Topic = Channel['topics'][number]
export type AuditLine = Schemas['AuditLine']
export type Change = Schemas['Change']
export type AccountChange = Schemas['AccountChange']
export type Backup = Schemas['Backup']
export type StandingPullRequest = Schemas['StandingPullRequest']
export type IgnoredCount = Schemas['Ignored']
