/** Shapes that came out wrong once, each with the values that are right and why (cases/numbers.jsonl). */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { analyzePullRequest, defaultRules, type ReleaseRule, resolveReleases } from '../src/index.ts'
import { fromGithub, type GithubPullRequest } from './from-github.ts'

interface Shape {
  readonly title: string
  readonly rules: { readonly releaseRule: string; readonly botLogins?: readonly string[] }
  readonly expected: Readonly<Record<string, unknown>>
  readonly why: string
  readonly pullRequest: GithubPullRequest
}

const shapes = readFileSync(new URL('cases/numbers.jsonl', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as Shape)

it('there are eighteen', () => {
  expect(shapes).toHaveLength(18)
})

it.each(shapes.map((shape) => [shape.title, shape] as const))(
  '%s',
  (_, { rules, expected, why, pullRequest }) => {
    const raw = fromGithub(pullRequest)
    const [kind, key] = rules.releaseRule.split(':')
    const releases = resolveReleases({ kind, key } as ReleaseRule, {
      merges: [{ ...raw, carries: [] }],
      tags: [],
      deployments: [],
      defaultBranch: 'main',
    })
    const analysis = analyzePullRequest(
      raw,
      { ...defaultRules, botLogins: rules.botLogins ?? [] },
      releases.get(raw.number) ?? null,
      { defaultBranch: 'main', releaseBranches: ['main'] },
    )
    const said = {
      ...analysis.metrics,
      ...analysis.instants,
      reviewRequests: analysis.reviewRequests.length,
      inReportByDefault: analysis.kind === 'work',
    }
    expect(said, why).toMatchObject(expected)
  },
)
