/** What is left to do until a new organization has figures: each step with what there is of it, and the way to it. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { connectionQuery, repositoriesQuery, runsQuery, settingsQuery } from '../api/queries.ts'
import type { Answer, Repository, Run } from '../api/types.ts'
import { useIsAtLeast } from '../app/my-role.ts'
import { useOrganization } from '../app/organization.tsx'
import { formatPlural } from '../format/number.ts'
import { Asked } from '../parts/asked.tsx'
import { Section } from '../parts/page-head.tsx'
import { ruleWords } from '../pull-request/rule-words.ts'
import { isOver } from '../runs/run-words.ts'
import { useFreshData } from '../runs/use-fresh-data.ts'
import { FirstRead } from './first-read.tsx'
import './first-steps.css'

/** Somebody else may begin it. */
const lookAgainMs = 5_000

/** @param children instead, once all that there is has been read */
export function FirstSteps({ children }: { children: ReactNode }) {
  const { id } = useOrganization()
  const repositories = useQuery(repositoriesQuery(id))
  const readings = useQuery({
    ...runsQuery({ organization: id, job: 'backfill', limit: 1 }),
    refetchInterval: ({ state }) =>
      isFirst(repositories.data?.repositories, state.data?.runs[0]) ? lookAgainMs : false,
  })
  const [reading] = readings.data?.runs ?? []
  const isReading = reading !== undefined && !isOver(reading.status)
  const [wasReading, setWasReading] = useState(false)
  if (isReading && !wasReading) setWasReading(true)
  // Whoever was shown nothing while it went on is shown what came of it.
  useFreshData(wasReading && !isReading ? 1 : 0)
  return (
    <Asked asked={repositories}>
      {({ repositories: all }) => (
        <Asked asked={readings}>
          {({ runs: [last] }) => (isFirst(all, last) ? <Shown repositories={all} last={last} /> : children)}
        </Asked>
      )}
    </Asked>
  )
}

const isFirst = (repositories: readonly Repository[] = [], last?: Run): boolean =>
  repositories.every(isUnread) || (last !== undefined && !isOver(last.status))

const isUnread = ({ asOf, readSince }: Repository): boolean => asOf === null && readSince === null

interface StepsProps {
  readonly repositories: readonly Repository[]
  /** The latest reading of all history. */
  readonly last: Run | undefined
}

function Shown(props: StepsProps) {
  const isAdmin = useIsAtLeast('admin')
  return (
    <Section title="First steps" note="Figures appear here repository by repository, as each is read.">
      {isAdmin ? (
        <Steps {...props} />
      ) : (
        <>
          <p>An owner of the organization connects it to GitHub, and an admin has its history read.</p>
          <FirstRead last={props.last} isOffered={false} />
        </>
      )}
    </Section>
  )
}

function Steps({ repositories, last }: StepsProps) {
  const { id } = useOrganization()
  const connection = useQuery(connectionQuery(id))
  const settings = useQuery(settingsQuery(id))
  const hasRepositories = repositories.length > 0
  const rule = settings.data?.settings.find(({ key }) => key === 'releaseRule')?.value as
    | RuleValue
    | undefined
  return (
    <ol className="first-steps">
      <Step isDone={connection.data !== undefined && isConnected(connection.data)} title="Connection">
        <Asked asked={connection} lines={1}>
          {(data) => <Connected connection={data} />}
        </Asked>
      </Step>
      <Step isDone={hasRepositories} title="Repositories">
        {hasRepositories
          ? `${formatPlural(repositories.length, 'repository is', 'repositories are')} chosen. `
          : 'None is chosen yet. '}
        <Link to="/o/$org/settings/repositories" params={{ org: id }}>
          {hasRepositories ? 'Choose others' : 'Choose what is read'}
        </Link>
      </Step>
      <Step isDone={kindOf(rule) !== 'none'} title="Release rule">
        <Asked asked={settings} lines={1}>
          {() => <Rule value={rule} />}
        </Asked>
      </Step>
      <Step isDone={false} title="First reading">
        {hasRepositories ? <FirstRead last={last} isOffered /> : 'Once there is something to read.'}
      </Step>
    </ol>
  )
}

const isConnected = ({ kind, tokenFrom }: Answer<'connection'>): boolean =>
  kind === 'demo' || tokenFrom !== null

function Connected({ connection }: { connection: Answer<'connection'> }) {
  const { id } = useOrganization()
  const isOwner = useIsAtLeast('owner')
  const isThere = isConnected(connection)
  const [change, connect] = isOwner
    ? ['Check or change it', 'Connect it to GitHub']
    : ['Look at it', 'An owner connects it']
  return (
    <>
      {isThere
        ? `GitHub is read at ${connection.apiUrl ?? 'this process'}. `
        : 'There is no token and no app yet. '}
      <Link to="/o/$org/settings/connection" params={{ org: id }}>
        {isThere ? change : connect}
      </Link>
    </>
  )
}

type RuleValue = Partial<Repository['releaseRule']>

const kindOf = (rule: RuleValue | undefined) => rule?.kind ?? 'none'

function Rule({ value }: { value: RuleValue | undefined }) {
  const { id } = useOrganization()
  const kind = kindOf(value)
  return (
    <>
      {kind === 'none'
        ? 'Nothing says when merged work is released, so that no wait for it is known; that can come later. '
        : `Work counts as ${ruleWords({ kind, key: value?.key ?? null })}. `}
      <Link to="/o/$org/settings" params={{ org: id }} hash="releaseRule">
        {kind === 'none' ? 'Say when' : 'Change it'}
      </Link>
    </>
  )
}

interface StepProps {
  readonly isDone: boolean
  readonly title: string
  readonly children: ReactNode
}

const Step = ({ isDone, title, children }: StepProps) => (
  <li data-done={isDone}>
    <svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true">
      <circle cx="9" cy="9" r="8" />
      {isDone && <path d="M5 9.5 l3 3 l5 -6.5" />}
    </svg>
    <div>
      <h3>
        {title}
        <span className="hidden">{isDone ? ', done' : ', to do'}</span>
      </h3>
      <div className="in-text">{children}</div>
    </div>
  </li>
)
