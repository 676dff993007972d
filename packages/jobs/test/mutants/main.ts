/**
 * `pnpm --filter @upflow/jobs test:mutants`: plants each fault in a copy of the package and runs the test that is named
 * for it, which has to fail. Fails itself when one does not, when a test could not run or did not come to an end, or
 * when an edit no longer applies. With arguments: only the mutants whose name has one of them in it.
 */
import { isSame, type TestName } from '../named-tests.ts'
import { type Mutant, mutants } from './mutants.ts'
import { copyPackage, plant } from './run-mutant.ts'

const verdictsThereAre = ['found', 'survived', 'timed out', 'not run'] as const
const verdictOf = { failed: 'found', passed: 'survived', 'timed out': 'timed out' } as const

const wanted = process.argv.slice(2)
const chosen = mutants.filter(({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part)))
for (const mutant of chosen) plant(mutant)

const copy = copyPackage()
process.once('SIGINT', () => {
  copy.close()
  process.exit(130)
})
try {
  const tests = chosen
    .map(({ test }) => test)
    .filter((test, index, all) => all.findIndex((other) => isSame(other, test)) === index)
  const sound = copy.run(tests)
  const unsound = tests.filter((_, index) => sound[index]?.status !== 'passed')
  if (unsound.length > 0) {
    console.log(`Without a fault these do not pass: ${unsound.map(toText).join('; ')}`)
    process.exitCode = 1
  } else {
    console.log(`${tests.length} tests pass without a fault`)
    const verdicts = chosen.map(judge)
    const count = (verdict: Verdict) => verdicts.filter((one) => one === verdict).length
    console.log(
      `${chosen.length} mutants: ${verdictsThereAre.map((verdict) => `${count(verdict)} ${verdict}`).join(', ')}`,
    )
    if (count('found') < chosen.length) process.exitCode = 1
  }
} finally {
  copy.close()
}

type Verdict = (typeof verdictsThereAre)[number]

function judge(mutant: Mutant): Verdict {
  const startedAt = performance.now()
  const ended = copy.runWith(mutant)
  const verdict = ended === null ? 'not run' : verdictOf[ended.status]
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1)
  console.log(
    `${verdict.padEnd(9)}  ${mutant.name} (src/${mutant.file})\n           ${toText(mutant.test)}, ${seconds} s${ended?.why ? `: ${ended.why.slice(0, 160)}` : ''}`,
  )
  return verdict
}

function toText({ file, name }: TestName): string {
  return `${file} > ${name}`
}
