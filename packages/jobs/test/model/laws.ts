/**
 * The promises of the engine, as laws of what may follow on what, each stated without a look at how a store works. The
 * number is that of the promise in the README.
 */
import { isTerminal } from '../../src/index.ts'
import type { KeptRun } from '../reference-transaction.ts'
import type { Transition } from './happen.ts'
import { backoffMs, leaseMs, maxRecoveries, type World } from './world.ts'

export interface Law {
  readonly promise: number
  readonly says: string
  /** Whether it holds. */
  readonly holds: (transition: Transition) => boolean
}

const runsOf = ({ kept }: World) => Object.values(kept.runs)
const stepsOf = ({ kept }: World, runId: string) => kept.steps[runId] ?? []
const eventsOf = ({ kept }: World, runId: string) => kept.events[runId] ?? []
const isActive = ({ status }: KeptRun) => !isTerminal(status)
const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)
/** Of each run that was there before: what it was, and what it is. */
const changes = ({ before, after }: Transition) =>
  runsOf(before).map((was) => ({ was, is: after.kept.runs[was.id]! }))
/** Taken from an owner that was lost. */
const takenBack = (transition: Transition) =>
  changes(transition).filter(({ was, is }) => was.status === 'running' && is.recoveries > was.recoveries)
const hasFence = (
  world: World,
  { runId, owner, generation }: { runId: string; owner: string; generation: number },
) => {
  const run = world.kept.runs[runId]
  return run?.status === 'running' && run.owner === owner && run.generation === generation
}

export const laws: readonly Law[] = [
  {
    promise: 1,
    says: 'a result that is recorded stays as it is, and is said once',
    holds: ({ before, after }) =>
      runsOf(before).every(({ id }) => {
        const succeeded = stepsOf(before, id).filter(({ status }) => status === 'succeeded')
        const said = eventsOf(after, id).flatMap(({ type, step }) =>
          type === 'step.succeeded' ? [step] : [],
        )
        return (
          succeeded.every((step) => stepsOf(after, id).some((other) => same(step, other))) &&
          new Set(said).size === said.length
        )
      }),
  },
  {
    promise: 2,
    says: 'a write is done exactly when its owner has the run, and else nothing is',
    // Several writes of one thing are of different runs.
    holds: ({ before, written }) => written.every(({ fence, isDone }) => isDone === hasFence(before, fence)),
  },
  {
    promise: 2,
    says: 'a claim makes the generation one greater, and nothing else changes it',
    holds: (transition) =>
      changes(transition).every(
        ({ was, is }) =>
          is.generation ===
          was.generation +
            (transition.action.type === 'claim' && was.owner === null && is.owner !== null ? 1 : 0),
      ),
  },
  {
    promise: 3,
    says: 'the owner of a run executes no body whose result is recorded, and counts its tries on',
    holds: ({ before, executed }) =>
      executed.every(({ fence, key, attempt }) => {
        const recorded = stepsOf(before, fence.runId).find((step) => step.key === key)
        return (
          !hasFence(before, fence) ||
          (recorded?.status !== 'succeeded' && attempt === (recorded?.attempts ?? 0) + 1)
        )
      }),
  },
  {
    promise: 4,
    says: 'who looks takes back what a dead owner had, and nothing from one that lives and has time',
    holds: (transition) => {
      const { before, after, action } = transition
      if (action.type !== 'look') return true
      const mayLose = ({ owner, leaseUntil }: KeptRun) =>
        !before.kept.owners[owner!]?.isAlive || leaseUntil! <= before.now
      return (
        takenBack(transition).every(({ was }) => mayLose(was)) &&
        runsOf(after).every((run) => run.status !== 'running' || !mayLose(run))
      )
    },
  },
  {
    promise: 4,
    says: 'a lost owner costs its run no step and no try; one too many end it as dead',
    holds: (transition) =>
      takenBack(transition).every(
        ({ was, is }) =>
          same(stepsOf(transition.before, was.id), stepsOf(transition.after, was.id)) &&
          is.recoveries === was.recoveries + 1 &&
          is.status ===
            (was.cancelRequested ? 'cancelled' : is.recoveries > maxRecoveries ? 'dead' : 'pending'),
      ),
  },
  {
    promise: 5,
    says: 'a run that waits has no owner and keeps its key; one that failed for now waits for its time',
    holds: ({ after }) =>
      runsOf(after).every(
        (run) =>
          run.status !== 'waiting' ||
          (run.owner === null && run.leaseUntil === null && run.holding === (run.concurrencyKey !== null)),
      ),
  },
  {
    promise: 5,
    says: 'a waiting run is claimed when its time has come by either clock, and not before',
    holds: (transition) =>
      changes(transition).every(
        ({ was, is }) =>
          was.status !== 'waiting' ||
          is.status !== 'running' ||
          was.availableAt <= transition.before.now ||
          was.steadyAt <= transition.before.steady,
      ),
  },
  {
    promise: 7,
    says: 'a cancel that was asked for is kept until the end, and never left to nobody',
    holds: (transition) =>
      changes(transition).every(
        ({ was, is }) => !was.cancelRequested || is.cancelRequested || transition.action.type === 'retry',
      ) &&
      runsOf(transition.after).every(
        (run) => !run.cancelRequested || run.status === 'running' || !isActive(run),
      ),
  },
  {
    promise: 7,
    says: 'a key is held from the first claim to the end',
    holds: ({ after }) =>
      runsOf(after).every((run) =>
        run.status === 'running' || run.status === 'waiting'
          ? run.holding === (run.concurrencyKey !== null)
          : isActive(run) || !run.holding,
      ),
  },
  {
    promise: 7,
    says: 'an owner that hears of a cancel ends the run as cancelled',
    holds: ({ before, after, action }) =>
      action.type !== 'heed' ||
      before.held.every(
        ({ place, fence }) =>
          place !== action.place ||
          !hasFence(before, fence) ||
          !before.kept.runs[fence.runId]!.cancelRequested ||
          after.kept.runs[fence.runId]!.status === 'cancelled',
      ),
  },
  {
    promise: 8,
    says: 'a retry goes on with the same run, without what failed and with all that succeeded',
    holds: ({ before, after, action }) =>
      action.type !== 'retry' ||
      (after.kept.runs[action.run]!.status === 'pending' &&
        same(
          stepsOf(after, action.run),
          stepsOf(before, action.run).filter(({ status }) => status === 'succeeded'),
        )),
  },
  {
    promise: 8,
    says: 'what ended stays as it ended until it is retried; a settled failure makes it partial',
    holds: (transition) =>
      changes(transition).every(
        ({ was, is }) => isActive(was) || transition.action.type === 'retry' || same(was, is),
      ) &&
      runsOf(transition.after).every(
        ({ id, status }) =>
          (status !== 'succeeded' && status !== 'partial') ||
          (status === 'partial') === stepsOf(transition.after, id).some((step) => step.status === 'failed'),
      ),
  },
  {
    promise: 12,
    says: 'a lease ends no later than leaseMs after it was given',
    holds: ({ before, after }) =>
      runsOf(after).every(
        (run) =>
          run.leaseUntil === null ||
          run.leaseUntil === before.kept.runs[run.id]?.leaseUntil ||
          run.leaseUntil === after.now + leaseMs,
      ),
  },
  {
    promise: 12,
    says: 'whatever the clock was set to, a lease that is not renewed is over after leaseMs',
    holds: ({ after, action }) =>
      action.type !== 'expire' || runsOf(after).every(({ status }) => status !== 'running'),
  },
  {
    promise: 12,
    says: 'whatever the clock was set to, a run waits for no longer than its back-off',
    holds: ({ after }) =>
      runsOf(after).every(
        ({ status, availableAt, steadyAt }) =>
          status !== 'waiting' || Math.min(availableAt - after.now, steadyAt - after.steady) <= backoffMs,
      ),
  },
  {
    promise: 12,
    says: 'whatever the clock was set to, nothing of a run is dated later than it happens',
    holds: (transition) =>
      runsOf(transition.after).every(({ id, finishedAt }) => {
        const { before, after } = transition
        const said = eventsOf(after, id).slice(eventsOf(before, id).length)
        return (
          said.every(({ at }) => at <= after.now) &&
          (finishedAt === null || finishedAt === before.kept.runs[id]?.finishedAt || finishedAt <= after.now)
        )
      }),
  },
  {
    promise: 13,
    says: 'who stops has nothing left, and what it had goes on at once and at no cost',
    holds: (transition) => {
      const { before, after, action } = transition
      if (action.type !== 'stop') return true
      const gone = before.owners[action.place]
      return changes(transition).every(
        ({ was, is }) =>
          is.owner !== gone &&
          (was.owner !== gone ||
            was.cancelRequested ||
            (is.status === 'pending' && is.availableAt === after.now && is.recoveries === was.recoveries)),
      )
    },
  },
  {
    promise: 14,
    says: 'events are numbered from 1 without a gap, and stay; whatever happens to a run adds one',
    holds: (transition) =>
      runsOf(transition.after).every(({ id }) =>
        eventsOf(transition.after, id).every(({ seq }, index) => seq === index + 1),
      ) &&
      changes(transition).every(({ was, is }) => {
        const earlier = eventsOf(transition.before, was.id)
        const events = eventsOf(transition.after, was.id)
        const moved =
          was.status !== is.status ||
          was.generation !== is.generation ||
          was.cancelRequested !== is.cancelRequested
        return same(earlier, events.slice(0, earlier.length)) && (!moved || events.length > earlier.length)
      }),
  },
  {
    promise: 14,
    says: 'what a step said is there as soon as its result is, and before it',
    holds: ({ after }) =>
      runsOf(after).every(({ id }) =>
        eventsOf(after, id).every(
          ({ type, step }, index, events) =>
            type !== 'step.succeeded' ||
            (events[index - 1]?.type === 'log' && events[index - 1]?.step === step),
        ),
      ),
  },
  {
    promise: 15,
    says: 'one owner has a run, and one run a key',
    holds: ({ after }) => {
      const holding = runsOf(after).filter((run) => run.holding)
      return (
        runsOf(after).every((run) => (run.status === 'running') === (run.owner !== null)) &&
        new Set(holding.map(({ concurrencyKey }) => concurrencyKey)).size === holding.length
      )
    },
  },
]
