/** The tests that more than one mutant is named for. */
import { onSqlite, type TestName } from '../named-tests.ts'

export const stale = onSqlite(
  'a stale owner writes nothing, while another executes the run and after it has ended',
)
export const oneOfAKey = onSqlite(
  'one run is claimed by one owner, and one of a key at a time, the holder first',
)
export const lostRuns = onSqlite(
  'a lost run that was asked to cancel is cancelled, one lost too often is dead',
)
export const eachByItself = onSqlite(
  'of writes that are asked for at once each is kept or undone by itself, in that order',
)
export const changesTold = onSqlite(
  'tells of its own changes which run, how far it has come and what to do about it',
)
export const ofRequests = (title: string) => onSqlite(title, 'the store contract of requests')
export const inModel: TestName = {
  file: 'test/model.test.ts',
  name: 'two runs apart: nothing that happens in any order breaks a promise',
}
export const longLines: TestName = {
  file: 'test/claim.property.test.ts',
  name: 'claims in order, never two of a key, and never what it does not serve (1)',
}
export const inSteps = (title: string): TestName => ({ file: 'test/steps.test.ts', name: `steps > ${title}` })
export const inEngine = (name: string): TestName => ({ file: 'test/engine.test.ts', name })
export const settled: TestName = {
  file: 'test/steps.test.ts',
  name: 'settled failures > do not stop the rest; the run is partial, and retry takes only what failed or never ran',
}
