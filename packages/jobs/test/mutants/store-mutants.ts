/** Faults of the SQLite store. */
import { onSqlite } from '../named-tests.ts'
import {
  changesTold,
  eachByItself,
  inEngine,
  inModel,
  longLines,
  lostRuns,
  ofRequests,
  oneOfAKey,
  settled,
  stale,
} from './finders.ts'
import type { Mutant } from './mutants.ts'

const store = 'sqlite/sqlite-store.ts'
const statements = 'sqlite/statements.ts'
const claims = 'sqlite/claim-run.ts'

export const storeMutants: readonly Mutant[] = [
  {
    name: "no fence on a step's record",
    file: store,
    from: `addFenced(fence, events, progress)
        const error`,
    to: `addEvents(fence.runId, events, { status: 'running', calls: null })
        const error`,
    test: stale,
  },
  {
    name: 'a fence that does not look at the generation',
    file: statements,
    from: `WHERE id = ? AND owner = ? AND generation = ? AND status = 'running'\`),
    lastEvent`,
    to: `WHERE id = ? AND owner = ? AND ? IS NOT NULL AND status = 'running'\`),
    lastEvent`,
    test: stale,
  },
  {
    name: 'a fence that does not look at the owner',
    file: statements,
    from: `WHERE id = ? AND owner = ? AND generation = ? AND status = 'running'\`),
    lastEvent`,
    to: `WHERE id = ? AND ? IS NOT NULL AND generation = ? AND status = 'running'\`),
    lastEvent`,
    test: stale,
  },
  {
    name: 'a claim that does not raise the generation',
    file: statements,
    from: 'generation = generation + 1',
    to: 'generation = max(generation, 1)',
    test: stale,
  },
  {
    name: 'a run that is chosen in one transaction and claimed in another',
    file: claims,
    from: 'return findClaimable(wanted) ? claimNext(wanted, owner, leaseMs) : null',
    to: `const chosen = findClaimable(wanted)
      return chosen
        ? write(() => {
            const claimed = sql.claim.get({ id: chosen.id, owner, leaseUntil: now + leaseMs, now })
            const run = toRun(claimed as RunRow)
            const event = { type: 'run.claimed', at: now, step: null, owner, generation: run.generation } as const
            addEvents(run.id, [event], { status: 'running', calls: null })
            return run
          })()
        : null`,
    test: ofRequests('of two claims at once one has the run'),
  },
  {
    name: 'a lease that a stale owner renews',
    file: statements,
    from: `UPDATE runs SET lease_until = ? WHERE id = ? AND owner = ? AND generation = ? AND status = 'running'`,
    to: `UPDATE runs SET lease_until = ? WHERE id = ? AND ? IS NOT NULL AND ? IS NOT NULL AND status = 'running'`,
    test: stale,
  },
  {
    name: 'a lease that is longer than it was asked for',
    file: claims,
    from: 'leaseUntil: now + leaseMs',
    to: 'leaseUntil: now + 2 * leaseMs',
    test: inModel,
  },
  {
    name: 'a claim that does not look at who has the key',
    file: statements,
    from: 'isFree}\n      ORDER BY',
    to: 'isServed}\n      ORDER BY',
    test: oneOfAKey,
  },
  {
    name: 'a look at what is due that does not look at who has the key',
    file: statements,
    from: 'isFree}\n        UNION',
    to: 'isServed}\n        UNION',
    test: { ...longLines, name: longLines.name.replace('(1)', '(2)') },
  },
  {
    name: 'a look at what is due that stops before the first of all',
    file: statements,
    from: 'FROM due) =',
    to: 'FROM due) >',
    test: longLines,
  },
  {
    name: 'a look at all lines that does not see who has the key',
    file: statements,
    from: 'LEFT JOIN runs AS h ON h.holding = 1 AND h.concurrency_key = key',
    to: 'LEFT JOIN runs AS h ON FALSE AND h.holding = 1 AND h.concurrency_key = key',
    test: longLines,
  },
  {
    name: 'a key that is free while its run waits',
    file: statements,
    from: 'UPDATE runs SET status = @status, owner = NULL, lease_until = NULL, available_at',
    to: 'UPDATE runs SET status = @status, holding = 0, owner = NULL, lease_until = NULL, available_at',
    test: oneOfAKey,
  },
  {
    name: 'a key that is never free again',
    file: statements,
    from: 'finished_at = @now, holding = 0,',
    to: 'finished_at = @now,',
    test: oneOfAKey,
  },
  {
    name: 'a claim of jobs and versions that the process does not have',
    file: statements,
    from: `AND job || '@' || version IN (SELECT value FROM json_each(@jobs))`,
    to: 'AND json_valid(@jobs)',
    test: inEngine(
      'triggering > higher priority goes first, and a run is left to engines that serve its queue and have its job and version',
    ),
  },
  {
    name: 'event numbers that are counted instead of continued',
    file: statements,
    from: '(SELECT coalesce(max(seq), 0) FROM events WHERE run_id = runs.id)',
    to: '(SELECT count(*) FROM events WHERE run_id = runs.id)',
    test: ofRequests('what is trimmed of an ended run is its oldest, and never its last number'),
  },
  {
    name: 'event numbers that begin again when the last one is trimmed',
    file: statements,
    from: 'AND seq < (SELECT seq FROM events',
    to: 'AND seq <= (SELECT seq FROM events',
    test: ofRequests('what is trimmed of an ended run is its oldest, and never its last number'),
  },
  {
    name: 'a write that is refused in the middle and half done',
    file: 'sqlite/write-queue.ts',
    from: 'transact(() => write.work())',
    to: 'write.work()',
    test: eachByItself,
  },
  {
    name: 'a change that is told although nothing was written',
    file: 'sqlite/write-queue.ts',
    from: 'ends.push(() => write.refused(error))',
    to: 'ends.push(() => write.committed())',
    test: eachByItself,
  },
  {
    name: 'a cancel that calls no owner',
    file: store,
    from: `{ status: 'running', calls: 'cancel' }`,
    to: `{ status: 'running', calls: null }`,
    test: changesTold,
  },
  {
    name: 'a cancel that is not recorded',
    file: store,
    from: '      sql.requestCancel.run(runId)\n',
    to: '',
    test: lostRuns,
  },
  {
    name: 'a cancel that is lost with the owner that gives the run back',
    file: 'sqlite/give-back.ts',
    from: 'if (sql.cancelRequested.get(id, owner, generation))',
    to: 'if (owner === generation.toString())',
    test: ofRequests('a cancel is not lost with the owner: the run is cancelled when it is released'),
  },
  {
    name: 'a cancel that is lost with a dead owner',
    file: 'sqlite/recovery.ts',
    from: 'if (row.cancel_requested) end',
    to: 'if (row.cancel_requested > 1) end',
    test: lostRuns,
  },
  {
    name: 'a lease that is taken although it has time',
    file: 'sqlite/recovery.ts',
    from: 'row.lease_until <= now ||',
    to: 'row.lease_until >= now ||',
    test: onSqlite('a renewed lease is not taken, and a released run is free at once'),
  },
  {
    name: 'a run that is taken back although it has ended meanwhile',
    file: 'sqlite/recovery.ts',
    from: '    if (!sql.fence.get(row.id, row.owner!, row.generation)) return false\n',
    to: '',
    test: ofRequests('whoever takes a run back comes too late when its owner has ended it meanwhile'),
  },
  {
    name: 'lost owners that are not counted',
    file: 'sqlite/recovery.ts',
    from: '    sql.countRecovery.run(row.id)\n',
    to: '',
    test: lostRuns,
  },
  {
    name: 'a dead owner that is not known by its lock',
    file: 'sqlite/owner-lock.ts',
    from: 'if (!existsSync(fileOf(owner))) return true\n    try',
    to: 'if (!existsSync(fileOf(owner))) return false\n    try',
    test: inModel,
  },
  {
    name: 'an owner from before its machine was started anew that nobody buries',
    file: 'sqlite/owner-lock.ts',
    from: ': there.host === here.host',
    to: ': false',
    test: { file: 'test/owners.test.ts', name: 'of this host before it was started anew' },
  },
  {
    name: 'a lease from before the clock went back that nobody takes',
    file: 'sqlite/recovery.ts',
    from: '|| isStuck(row)',
    to: '',
    test: {
      file: 'test/clock.test.ts',
      name: 'a lease from before the clock was set back is over when it is not renewed for as long',
    },
  },
  {
    name: 'a retry that executes recorded steps again',
    file: statements,
    from: ` AND status <> 'succeeded'\`),`,
    to: '`),',
    test: settled,
  },
  {
    name: 'a retry that forgets nothing',
    file: store,
    from: '      sql.forgetFailures.run(runId)\n',
    to: '',
    test: onSqlite('a retry forgets what failed and keeps what succeeded'),
  },
  {
    name: 'an idempotency key that is ignored',
    file: 'sqlite/create-run.ts',
    from: 'run.idempotencyKey === null ? undefined :',
    to: 'run.idempotencyKey !== null ? undefined :',
    test: ofRequests(
      'an idempotency key leads to the run of the job that had it first, whatever became of it',
    ),
  },
  {
    name: 'a join of a run that has ended',
    file: statements,
    from: 'AND cancel_requested = 0 AND ',
    to: 'AND cancel_requested = 0 OR FALSE AND ',
    test: ofRequests(
      'a join is given an equal run that is active, never one that has ended or is asked to cancel',
    ),
  },
  {
    name: 'a join of a run that is asked to cancel',
    file: statements,
    from: ' AND cancel_requested = 0 AND ',
    to: ' AND ',
    test: ofRequests(
      'a join is given an equal run that is active, never one that has ended or is asked to cancel',
    ),
  },
  {
    name: 'a schedule that fires twice',
    file: statements,
    from: ' AND options = @options AND next_at = @nextAt',
    to: ' AND options = @options',
    test: ofRequests(
      'a tick makes one run, whoever fires it, and none of a schedule that was changed or deleted',
    ),
  },
  {
    name: 'a schedule that fires with what it was before',
    file: statements,
    from: 'AND input = @input AND options = @options AND next_at = @nextAt',
    to: 'AND next_at = @nextAt',
    test: ofRequests(
      'a tick makes one run, whoever fires it, and none of a schedule that was changed or deleted',
    ),
  },
  {
    name: 'a change of another process that nobody sees',
    file: store,
    from: 'if (version === seenVersion) return false',
    to: 'if (version !== seenVersion || version === seenVersion) return false',
    test: onSqlite('changes of another handle are seen once, own changes are heard'),
  },
  {
    name: 'the lowest priority first',
    file: statements,
    from: `ORDER BY priority DESC, available_at, id LIMIT 1\`),
    /**
     * The first of all.`,
    to: `ORDER BY priority, available_at, id LIMIT 1\`),
    /**
     * The first of all.`,
    test: inEngine(
      'triggering > higher priority goes first, and a run is left to engines that serve its queue and have its job and version',
    ),
  },
  {
    name: 'the lowest priority of all lines first',
    file: statements,
    from: 'ORDER BY priority DESC, available_at, runs.id LIMIT 1',
    to: 'ORDER BY priority, available_at, runs.id LIMIT 1',
    test: longLines,
  },
  {
    name: 'retention of what is among the newest',
    file: statements,
    from: 'LIMIT @keepNewest)',
    to: 'LIMIT @keepNewest - 1)',
    test: { file: 'test/retention.test.ts', name: 'keeps 30 days and the newest 100' },
  },
  {
    name: 'a run that is deleted while it is active',
    file: statements,
    from: 'DELETE FROM runs WHERE id = ? AND NOT (',
    to: 'DELETE FROM runs WHERE id = ? AND TRUE OR FALSE AND NOT (',
    test: ofRequests(
      'of what ended, the oldest beyond the newest is named first, and only what ended is deleted',
    ),
  },
  {
    name: 'a file that is gone, written to as if it were there',
    file: store,
    from: '    checkMissing()\n',
    to: '',
    test: {
      file: 'test/trouble.test.ts',
      name: 'a file that is deleted under a running engine is said so, to who waits and to who asks',
    },
  },
]
