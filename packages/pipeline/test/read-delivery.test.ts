/** GitHub's own examples of what it delivers: each that can change a number says what to read anew, and the others why not. */
import examples from '@octokit/webhooks-examples' with { type: 'json' }
import { describe, expect, it } from 'vitest'
import { readDelivery, type Told, usefulEvents } from '../src/webhooks/read-delivery.ts'

interface Examples {
  readonly name: string
  readonly examples: readonly Record<string, unknown>[]
}

const all = examples as unknown as readonly Examples[]
const examplesOf = (event: string) => all.find(({ name }) => name === event)?.examples ?? []

/** By event: what every example of it comes to, told from the fields that it names them by. */
const expected: Readonly<Record<string, (payload: never) => Partial<Told>>> = {
  pull_request: (payload: { number: number }) => ({ kind: 'refresh', numbers: [payload.number] }),
  pull_request_review: ofPullRequest,
  pull_request_review_comment: ofPullRequest,
  pull_request_review_thread: ofPullRequest,
  issue_comment: (payload: { issue: { number: number; html_url: string } }) =>
    payload.issue.html_url.includes('/pull/')
      ? { kind: 'refresh', numbers: [payload.issue.number] }
      : { kind: 'ignored' },
  push: (payload: { ref: string; repository: { default_branch: string } }) =>
    payload.ref.startsWith('refs/tags/') || payload.ref.endsWith(`/${payload.repository.default_branch}`)
      ? { kind: 'refresh', numbers: [], releases: 'tags' }
      : { kind: 'ignored' },
  create: ofTag,
  delete: ofTag,
  deployment: () => ({ kind: 'refresh', releases: 'deployments' }),
  deployment_status: () => ({ kind: 'refresh', releases: 'deployments' }),
  repository: () => ({ kind: 'refresh', numbers: [], facts: true, releases: null }),
  membership: ofOrganization,
  organization: ofOrganization,
  team: ofOrganization,
  installation: (payload: { installation: { id: number } }) => ({
    kind: 'crawl',
    repositories: null,
    installationId: payload.installation.id,
  }),
  installation_repositories: (payload: {
    installation: { id: number }
    repositories_added: []
    repositories_removed: []
  }) => ({
    kind: 'crawl',
    installationId: payload.installation.id,
    repositories: [...payload.repositories_added, ...payload.repositories_removed].map(
      (one: { node_id: string; full_name: string }) => ({ nodeId: one.node_id, fullName: one.full_name }),
    ),
  }),
}

function ofPullRequest(payload: { pull_request: { number: number } }): Partial<Told> {
  return { kind: 'refresh', numbers: [payload.pull_request.number] }
}
function ofOrganization(payload: { organization: { login: string } }): Partial<Told> {
  return { kind: 'teams', organization: payload.organization.login }
}
function ofTag(payload: { ref_type: string }): Partial<Told> {
  return payload.ref_type === 'tag' ? { kind: 'refresh', releases: 'tags' } : { kind: 'ignored' }
}

describe('an event that can change a number', () => {
  it.each(Object.keys(expected))('%s: every example of it', (event) => {
    const examples = examplesOf(event)
    expect(examples.length).toBeGreaterThan(0)
    for (const payload of examples) {
      const told = readDelivery(event, payload)
      expect(told, JSON.stringify(payload).slice(0, 300)).toMatchObject(expected[event]!(payload as never))
      if (told.kind !== 'refresh') continue
      const { node_id, full_name } = payload.repository as { node_id: string; full_name: string }
      expect(told.repository).toEqual({ nodeId: node_id, fullName: full_name })
    }
  })

  it('is one that a webhook is to be set up for, and nothing else is', () => {
    expect([...usefulEvents].sort()).toEqual(Object.keys(expected).sort())
  })

  it.each(usefulEvents.filter((event) => event !== 'installation'))(
    '%s: what lacks what it should have is refused, naming it',
    (event) => {
      for (const payload of [null, [], 'text', { repository: 3, repositories_added: 3 }])
        expect(() => readDelivery(event, payload)).toThrow(
          expect.objectContaining({ code: 'pipeline/malformed-delivery', facts: { event } }),
        )
    },
  )
})

it.each(all.map(({ name }) => name).filter((name) => !(name in expected)))(
  '%s changes no number, and is ignored with a reason',
  (event) => {
    for (const payload of examplesOf(event))
      expect(readDelivery(event, payload)).toEqual({
        kind: 'ignored',
        because: expect.stringMatching(/\w+\.$/),
      })
  },
)

it('a comment on an issue, a branch that comes and a push to another branch are ignored, and say why', () => {
  const [issue] = examplesOf('issue_comment')
  const [created] = examplesOf('create')
  const [pushed] = examplesOf('push')
  const because = (event: string, payload: unknown) => {
    const told = readDelivery(event, payload)
    return told.kind === 'ignored' ? told.because : told
  }
  expect(because('issue_comment', { ...issue, issue: { number: 1 } })).toContain('about an issue')
  expect(because('create', { ...created, ref_type: 'branch' })).toContain('about a branch')
  expect(because('push', { ...pushed, ref: 'refs/heads/topic' })).toContain('another branch')
  expect(because('constructor', {})).toContain('No figure')
})
