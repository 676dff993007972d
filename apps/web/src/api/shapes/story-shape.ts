/** Why the numbers of one pull request are what they are. */
import { z } from '@hono/zod-openapi'
import { eventWords, ignoredWords, reasonWords, type Story } from '@upflow/insights'
import { pullRequestShape, toPullRequest } from './pull-request-shape.ts'
import { instant } from './values.ts'

const actor = z.object({ kind: z.string(), login: z.string(), id: z.string().nullable() })

const reason = z
  .object({
    kind: z.string().describe('`ready`, `request`, `review`, `merge`, `release`, …'),
    at: instant,
    actor: actor.nullable(),
    id: z.string().nullable().describe('GitHub’s id of the event, or what released it.'),
    url: z.string().nullable(),
    event: z.string().describe('What happened, without who did it: `review requested`.'),
    words: z.string().describe('As people say it: `review requested by ann`.'),
  })
  .openapi('Reason')

export const segmentShape = z
  .object({
    state: z.string().describe('`coding`, `draft`, `awaiting-request`, `awaiting-review`, …'),
    turn: z.string().nullable().describe('Whose turn it was, `author` or `reviewer`.'),
    from: instant,
    to: instant.nullable().describe('Null while it lasts.'),
    workingSeconds: z.number().nullable(),
    on: z.array(z.string()).describe('On whom it waits, or waited in its last second.'),
    because: reason,
    until: reason.nullable(),
  })
  .openapi('Segment')

const request = z.object({
  reviewer: z.object({ login: z.string(), kind: z.string() }),
  requestedBy: z.string().nullable(),
  requestedAt: instant,
  removedAt: instant.nullable(),
  respondedAt: instant.nullable(),
  seconds: z.number().nullable(),
  workingSeconds: z.number().nullable(),
})

const response = z.object({
  reviewer: z.object({ login: z.string(), kind: z.string() }),
  at: instant,
  kind: z.string(),
  words: z.string().describe('As people say it: `changes requested`.'),
  id: z.string(),
  requestedAt: instant.nullable(),
  seconds: z.number().nullable(),
  workingSeconds: z.number().nullable(),
  isAnswer: z.boolean().describe('Whether it answers a request.'),
})

const originShape = z
  .object({
    asOf: instant
      .nullable()
      .describe(
        'It is as GitHub had it then: when its repository was last read whole, or it was last changed there; null when what was read of it is gone.',
      ),
    updatedAt: instant.nullable().describe('When it was last changed at GitHub, as it was read.'),
    retry: z
      .object({ reason: z.string(), attempts: z.number(), nextAt: instant })
      .nullable()
      .describe('Why what is newer could not be read, and when it is tried again.'),
    isChangedSince: z.boolean().describe('Changed since its analysis.'),
    rules: z
      .string()
      .describe(
        'A name for the rules and the version of the analysis together: the same name, the same rules.',
      ),
    presentRules: z.string(),
    analysisVersion: z
      .number()
      .nullable()
      .describe('By which it was made; not known of what was made by earlier rules.'),
    presentAnalysisVersion: z.number(),
    outdated: z
      .enum(['earlier', 'partly'])
      .nullable()
      .describe(
        'The analyses of its repository are before its latest settings or releases, until recalculated.',
      ),
  })
  .openapi('Origin')

export const storyShape = z
  .object({
    timeZone: z.string().describe('The organization’s.'),
    pullRequest: pullRequestShape,
    segments: z.array(segmentShape).describe('They abut, and add up to the sums.'),
    sums: z.array(
      z.object({
        metric: z.enum(['coding', 'pickup', 'unanswered', 'review', 'deploy']),
        seconds: z.number().nullable(),
        workingSeconds: z.number().nullable(),
        parts: z
          .array(
            z.object({
              state: z.string(),
              segments: z.number(),
              seconds: z.number(),
              workingSeconds: z.number(),
            }),
          )
          .describe('They add up to it, by both clocks.'),
      }),
    ),
    unknown: z
      .record(z.string(), z.string())
      .describe('Of each number that is null, `coding` to `lead_time`: why.'),
    ignored: z
      .array(
        z.object({
          kind: z.enum(['review', 'comment', 'request', 'commit']),
          at: instant.nullable(),
          actor: actor.nullable(),
          why: z.string(),
          words: z.string(),
        }),
      )
      .describe('What did not count, and why.'),
    requests: z.array(request),
    responses: z.array(response),
    origin: originShape,
  })
  .openapi('Story')

type StoryAnswer = z.output<typeof storyShape>

const withWords = (of: Story['segments'][number]['because'], { pull_request_id }: Story['pullRequest']) => ({
  ...of,
  event: eventWords(of, pull_request_id),
  words: reasonWords(of, pull_request_id),
})

export const toStory = (story: Story): StoryAnswer => ({
  timeZone: story.timeZone,
  pullRequest: toPullRequest(story.pullRequest, story.repository),
  segments: story.segments.map(({ because, until, ...segment }) => ({
    ...segment,
    on: [...segment.on],
    because: withWords(because, story.pullRequest),
    until: until && withWords(until, story.pullRequest),
  })),
  sums: story.sums.map(({ parts, ...sum }) => ({ ...sum, parts: [...parts] })),
  unknown: story.unknown as Record<string, string>,
  ignored: story.ignored.map((one) => ({ ...one, words: ignoredWords[one.why] })),
  requests: story.requests.map((row) => ({
    reviewer: { login: row.reviewer_login, kind: row.reviewer_kind },
    requestedBy: row.requested_by,
    requestedAt: row.requested_at,
    removedAt: row.removed_at,
    respondedAt: row.responded_at,
    seconds: row.seconds,
    workingSeconds: row.working_seconds,
  })),
  responses: story.responses.map((row) => ({
    reviewer: { login: row.reviewer_login, kind: row.reviewer_kind },
    at: row.at,
    kind: row.kind,
    words: eventWords(row, story.pullRequest.pull_request_id),
    id: row.id,
    requestedAt: row.requested_at,
    seconds: row.seconds,
    workingSeconds: row.working_seconds,
    isAnswer: row.is_answer === 1,
  })),
  origin: story.origin,
})
