/** Which pull request it is, what became of it, and its times as one sum. */
import { SegmentedControl } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { Story } from '../api/types.ts'
import { useNow } from '../app/now.ts'
import { useChangeView, useOrganization, useView } from '../app/organization.tsx'
import { type Clock, formatExact, formatLong } from '../format/duration.ts'
import { formatPlural } from '../format/number.ts'
import { stageFill } from '../states/fills.ts'
import { StateLabel, Swatch } from '../states/patterns.tsx'
import { type StageKey, toStateKey } from '../states/states.ts'
import { waitsFor } from '../states/waits-for.ts'
import { isAtMerge } from './at-merge.ts'
import { stageOf, type TermName, termsOf } from './terms.ts'

export function Head({ story, clock }: { story: Story; clock: Clock }) {
  const { pullRequest } = story
  const { repository, number, title, url } = pullRequest
  const change = useChangeView()
  return (
    <header className="pull-request-head">
      <h1>
        <span className={title ? 'pull-request-name muted' : 'pull-request-name'}>
          {repository}#{number}
        </span>{' '}
        {title}
      </h1>
      <Facts story={story} />
      <div className="pull-request-sum">
        <Equation story={story} clock={clock} />
        <SegmentedControl
          size="xs"
          aria-label="Clock"
          value={clock}
          onChange={(clock) =>
            change({ clock: clock === 'working' ? 'working' : undefined } as never, { replace: true })
          }
          data={[
            { value: 'wall', label: 'Wall' },
            { value: 'working', label: 'Working hours' },
          ]}
        />
      </div>
      {url && (
        <a className="pull-request-github" href={url} target="_blank" rel="noreferrer">
          Open on GitHub
        </a>
      )}
    </header>
  )
}

function Facts({ story: { pullRequest, segments, requests } }: { story: Story }) {
  const { author, changedFiles, changedLines, createdAt, kind, mergedAt, closedAt, sizeClass, state } =
    pullRequest
  const { id, zone } = useOrganization()
  const merge = segments.map(({ because }) => because).find((one) => one.kind === 'merge')
  const ended =
    state === 'merged' && mergedAt !== null
      ? `merged ${zone.dateTime(mergedAt)}${merge?.actor ? ` by ${merge.actor.login}` : ''}`
      : state === 'closed' && closedAt !== null
        ? `closed without a merge ${zone.dateTime(closedAt)}`
        : null
  const size =
    changedLines === null
      ? null
      : `${sizeClass === null ? '' : `${sizeClass}: `}${formatPlural(changedLines, 'line')}${changedFiles === null ? '' : ` in ${formatPlural(changedFiles, 'file')}`}`
  return (
    <ul className="pull-request-facts">
      <li>
        <span className={`badge badge-${state}`}>{state}</span>
      </li>
      <li className="in-text">
        by{' '}
        <Link to="/o/$org/pulls" params={{ org: id }} search={{ author: [author.login], period: 'all' }}>
          {author.login}
        </Link>
      </li>
      <li>opened {zone.dateTime(createdAt)}</li>
      {ended && <li>{ended}</li>}
      <NowFact story={{ pullRequest, segments, requests }} />
      {size && <li>{size}</li>}
      {kind !== 'work' && <li>of kind {kind}, which figures leave out</li>}
    </ul>
  )
}

/** Where it stands while it is not over. */
function NowFact({ story }: { story: Pick<Story, 'pullRequest' | 'segments' | 'requests'> }) {
  const now = useNow()
  const last = story.segments.at(-1)
  if (!last || last.to !== null) return null
  return (
    <li className="now-fact">
      <StateLabel state={toStateKey(last.state, last.turn)} /> for {formatLong(Math.max(0, now - last.from))},
      waits for {waitsFor(last)}
    </li>
  )
}

const labels: Readonly<Record<TermName, string>> = {
  coding: 'coding',
  pickup: 'pickup',
  unanswered: 'unanswered',
  review: 'review',
  deploy: 'deploy',
  total: 'total',
  lead_time: 'lead time',
}

/** `coding + pickup + review = total`, `+ deploy = lead time` */
function Equation({ story: { pullRequest, unknown }, clock }: { story: Story; clock: Clock }) {
  const view = useView()
  const change = useChangeView()
  return (
    <div className="equation">
      {termsOf(pullRequest).map(({ name, sign }) => {
        const seconds = pullRequest.durations[name][clock]
        const why = seconds === null ? (unknown[name] ?? 'not known') : null
        const stage = stageOf(name)
        const isSum = name === 'total' || name === 'lead_time'
        return (
          <div key={name} className="term" data-sum={isSum}>
            {sign && <span className="term-sign">{sign}</span>}
            <Term
              stage={stage}
              label={labels[name]}
              value={name === 'deploy' && isAtMerge(pullRequest) ? 'at merge' : formatLong(seconds, clock)}
              title={why ?? formatExact(seconds, clock)}
              why={why}
              isShown={view.show === name}
              {...(stage && seconds !== null
                ? {
                    onShow: () =>
                      change({ show: view.show === name ? undefined : name } as never, { replace: true }),
                  }
                : {})}
            />
          </div>
        )
      })}
    </div>
  )
}

interface TermProps {
  readonly stage: StageKey | null
  readonly label: string
  readonly value: string
  readonly title: string
  readonly why: string | null
  readonly isShown: boolean
  readonly onShow?: () => void
}

function Term({ stage, label, value, title, why, isShown, onShow }: TermProps) {
  const content = (
    <>
      <span className="term-label">
        {stage && <Swatch fill={stageFill(stage)} />}
        {label}
      </span>
      <span className="term-value">{value}</span>
      {why !== null && <span className="term-why">{why}</span>}
    </>
  )
  return onShow ? (
    <button
      type="button"
      className="term-body"
      title={`${title}; shows its states on the timeline`}
      aria-pressed={isShown}
      onClick={onShow}
    >
      {content}
    </button>
  ) : (
    <div className="term-body" title={title}>
      {content}
    </div>
  )
}
