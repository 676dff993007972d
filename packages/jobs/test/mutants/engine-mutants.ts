/** Faults of the engine over its store. */
import { inEngine, inSteps, settled } from './finders.ts'
import type { Mutant } from './mutants.ts'

export const engineMutants: readonly Mutant[] = [
  {
    name: 'a cancel that no body hears of',
    file: 'engine/worker.ts',
    from: 'executions.get(runId)?.abort(cancelled(runId))',
    to: 'executions.get(runId)',
    test: inEngine(
      'cancelling > crosses processes: the owner aborts, cleans up and acknowledges, and the key is held until then',
    ),
  },
  {
    name: 'a wait that goes by a clock that was set back',
    file: 'engine/execution.ts',
    from: 'if (at.now <= goneOn) return goneOn\n',
    to: '',
    test: {
      file: 'test/clock.test.ts',
      name: 'a clock that is set back an hour delays > no retry of a step beside another that goes on',
    },
  },
  {
    name: 'a wait that goes by a clock from before it was set ahead and back',
    file: 'engine/execution.ts',
    from: '    latest = at\n',
    to: '',
    test: {
      file: 'test/clock.test.ts',
      name: 'a clock that is set back an hour delays > no retry that was asked for while it was an hour ahead, beside a step that goes on',
    },
  },
  {
    name: 'a wait from before the clock was set back that is as long as it was set back',
    file: 'engine/waits.ts',
    from: 'record.wakeAt === null || at >= record.finishedAt',
    to: 'record.wakeAt === null || at > 0',
    test: {
      file: 'test/clock.test.ts',
      name: 'a clock that is set back an hour delays > no retry and no sleep that lost their owner, and neither is over before its length',
    },
  },
  {
    name: 'a replay that executes what is recorded',
    file: 'engine/steps.ts',
    from: `if (!record || record.status === 'waiting') {`,
    to: `if (!record || record.status !== 'failed') {`,
    test: inEngine(
      'stopping > gives its run back, and another owner goes on at once without repeating what is recorded',
    ),
  },
  {
    name: 'a settled failure that is lost',
    file: 'engine/step-runner.ts',
    from: '    failures++\n',
    to: '',
    test: settled,
  },
  {
    name: 'one try too many',
    file: 'retry.ts',
    from: 'attempt >= attempts',
    to: 'attempt > attempts',
    test: inSteps('are tried again with attempts that count, then fail with their own code and facts'),
  },
  {
    name: 'a late result that is recorded',
    file: 'engine/attempts.ts',
    from: 'return await Promise.race([body, timeout])',
    to: 'return await body',
    test: inSteps('time out per attempt, and a late result is discarded'),
  },
  {
    name: 'a key that is used twice',
    file: 'engine/attempts.ts',
    from: 'if (used.has(key))',
    to: 'if (used.size < 0)',
    test: inSteps('refuse a key that is used twice in one run'),
  },
  {
    name: 'more steps than a run may have',
    file: 'engine/attempts.ts',
    from: 'if (used.size > limits.steps)',
    to: 'if (used.size > limits.steps + 1)',
    test: inSteps('refuse one more than a run may have'),
  },
  {
    name: 'a recorded step of another kind that is taken for this one',
    file: 'engine/steps.ts',
    from: 'if (record && record.kind !== kind)',
    to: `if (record && kind === 'sleep' && record.kind !== kind)`,
    test: inSteps('refuse a recorded key that has become another kind of step'),
  },
  {
    name: 'a token that each try has for itself',
    file: 'engine/attempts.ts',
    from: 'token: tokenOf(runId, key),',
    to: 'token: number + tokenOf(runId, key),',
    test: inSteps('are given one token for all tries of a step of a run, and no other step has it'),
  },
  {
    name: 'a number that JSON does not have',
    file: 'json-text.ts',
    from: 'if (!Number.isFinite(value)) refuse(String(value), path, where)\n',
    to: '',
    test: inSteps('refuse NaN, naming the step and the path'),
  },
  {
    name: 'what a step said, written after its result',
    file: 'engine/journal.ts',
    from: '      events.push(event)\n      try',
    to: '      events.unshift(event)\n      try',
    test: inSteps('have what they said recorded with their result, and before it'),
  },
  {
    name: 'what a step said, lost with its result',
    file: 'engine/journal.ts',
    from: 'store.recordStep(fence, step, events, progress)',
    to: 'store.recordStep(fence, step, [event], progress)',
    test: inSteps('have what they said recorded with their result, and before it'),
  },
  {
    name: 'a stop that keeps what it has',
    file: 'engine/execution.ts',
    from: `if (reason.code === 'jobs/shutdown') return to.release()`,
    to: `if (reason.code === 'jobs/shutdown') return`,
    test: inEngine(
      'stopping > gives its run back, and another owner goes on at once without repeating what is recorded',
    ),
  },
  {
    name: 'a body that does not hear that its run is lost',
    file: 'engine/worker.ts',
    from: 'execution?.abort(new LeaseLost(runId, execution.fence.generation))',
    to: 'execution?.fence',
    test: inEngine(
      'an owner that lost its run > hears of it at its next renewal: the body is aborted with LeaseLost',
    ),
  },
  {
    name: 'a deadline that ends nothing',
    file: 'engine/worker.ts',
    from: 'if (deadlineMs !== null && deadlineMs <= performance.now()) abort',
    to: 'if (deadlineMs !== null && deadlineMs < 0) abort',
    test: inEngine('runs > a deadline fails a run that is not done'),
  },
  {
    name: 'an error with a secret in it',
    file: 'engine/journal.ts',
    from: 'message: redact(message),',
    to: 'message,',
    test: inEngine('what is kept > never holds what redact takes out, in inputs, results, errors and logs'),
  },
  {
    name: 'a failure that a replay tries again',
    file: 'engine/steps.ts',
    from: `if (!record || record.status === 'waiting') {`,
    to: `if (!record || record.status !== 'succeeded') {`,
    test: inSteps('a body may catch a failed step and go on, and a replay sees the same failure'),
  },
  {
    name: 'a try that forgets those before',
    file: 'engine/steps.ts',
    from: '(record?.attempts ?? 0) + 1',
    to: '1',
    test: inSteps('time out per attempt, and a late result is discarded'),
  },
  {
    name: 'a run that begins before its time',
    file: 'engine/job-handles.ts',
    from: 'availableAt: trigger.runAt ?? at',
    to: 'availableAt: at',
    test: inEngine('triggering > runAt waits for its time'),
  },
  {
    name: 'a run for every tick that nobody saw',
    file: 'engine/schedules.ts',
    from: 'const nextAt = await nextTick(name, schedule.cron, schedule.timeZone, at)',
    to: 'const nextAt = await nextTick(name, schedule.cron, schedule.timeZone, Math.min(at, schedule.nextAt))',
    test: {
      file: 'test/schedules.test.ts',
      name: 'schedules > make one run a tick, however many processes look',
    },
  },
  {
    name: 'a schedule that waits for a clock that was set back',
    file: 'engine/schedules.ts',
    from: 'wentBack ? store.listSchedules() :',
    to: 'wentBack ? store.dueSchedules(at) :',
    test: {
      file: 'test/clock.test.ts',
      name: 'a clock that is set back an hour delays > no schedule: the ticks that come again are fired again',
    },
  },
  {
    name: 'an event that a follower is given twice',
    file: 'engine/watch.ts',
    from: '          seq = event.seq\n',
    to: '          seq = Math.max(seq, event.seq - 1)\n',
    test: {
      file: 'test/waiting.test.ts',
      name: 'waiting > a follower that is slow to take its events misses none and gets none twice',
    },
  },
  {
    name: 'a step that fails because its result could not be recorded',
    file: 'engine/journal.ts',
    from: '        // Whatever the reason: what cannot be recorded here is for the next owner to do.\n        onLost(error)\n',
    to: '',
    test: inSteps(
      'that could not be recorded are not for the body to handle: the run goes on from there in its next owner',
    ),
  },
  {
    name: 'a sleep that begins again',
    file: 'engine/steps.ts',
    from: `{ ...record, status: 'succeeded', value: 'null', wakeAt: null, finishedAt: at }`,
    to: `{ ...record, finishedAt: at }`,
    test: inSteps('that slept do not sleep again in a retry'),
  },
]
