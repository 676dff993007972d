/** The commands that show what is stored, as the pages do. */
import type { OptionSpec, OptionSpecs } from './command-line.ts'
import type { CommandSpec } from './command-spec.ts'

/** Of those actions alone, which the text of each begins with. */
const ofActions = (actions: readonly string[], options: OptionSpecs): OptionSpecs =>
  Object.fromEntries(
    Object.entries(options).map(([name, { text, ...option }]): [string, OptionSpec] => [
      name,
      { ...option, text: `${actions.join(', ')}: ${text[0]!.toLowerCase()}${text.slice(1)}`, actions },
    ]),
  )

const scope: OptionSpecs = {
  repository: { value: 'owner/name', text: 'Only this repository; may be repeated', mayRepeat: true },
  kind: { value: 'kind', text: 'Of this kind instead of work; may be repeated', mayRepeat: true },
  author: { value: 'login', text: 'By this author; may be repeated', mayRepeat: true },
  team: { value: 'slug', text: 'Of this team; may be repeated', mayRepeat: true },
  'team-as': { value: 'role', text: 'author (default), reviewer or repository: what the team is to it' },
  size: { value: 'size', text: 'Of this size, XS to XL; may be repeated', mayRepeat: true },
  base: { value: 'branch', text: 'Into this branch; may be repeated', mayRepeat: true },
  path: { value: 'path', text: 'Changing this file, folder or glob; may be repeated', mayRepeat: true },
}
const clock: OptionSpecs = {
  clock: { value: 'clock', text: 'wall (default) or working: by which clock' },
}
const page: OptionSpecs = {
  limit: { value: 'count', text: 'How many (default 20)' },
  after: { value: 'place', text: 'The page after, by the place that the one before ends with' },
}
const days = (what: string): OptionSpecs => ({
  since: { value: 'day', text: `${what} on or after this day, such as 2026-01-31` },
  until: { value: 'day', text: `${what} before this day` },
})

export const readingCommands: Readonly<Record<string, CommandSpec>> = {
  report: {
    usage: 'report [organization]',
    text: 'Print where the time of merged pull requests went',
    most: 1,
    options: {
      ...days('Merged'),
      by: { value: 'what', text: 'repository, team, author, size, week or month' },
      ...scope,
      ...clock,
      format: { value: 'format', text: 'table (default), json, csv or markdown' },
    },
    run:
      ([organization], words) =>
      async (context) => {
        const { report } = await import('./commands/report.ts')
        return report(context, organization, words)
      },
  },
  now: {
    usage: 'now [organization]',
    text: 'Print what waits, in which state, since when and on whom: now, or at any past moment',
    most: 1,
    options: {
      at: { value: 'when', text: 'A day, when it begins, or an instant such as 2026-01-31T09:00:00Z' },
      ...scope,
      limit: { value: 'count', text: 'How many of each state, the longest waits first (default 5)' },
    },
    run:
      ([organization], words) =>
      async (context) => {
        const { now } = await import('./commands/now.ts')
        return now(context, organization, words)
      },
  },
  reviews: {
    usage: 'reviews <action> [organization]',
    text: 'show how soon reviewers answer and whether the load is shared, or the responses or requests that this counts',
    actions: ['show', 'responses', 'requests'],
    most: 2,
    options: {
      ...days('Merged, given or made'),
      ...scope,
      ...ofActions(['show'], clock),
      weekday: {
        value: 'day',
        text: 'responses: on this day of the week, 1 is Monday',
        actions: ['responses'],
      },
      hour: { value: 'hour', text: 'responses: in this hour of the day, 0 to 23', actions: ['responses'] },
      load: {
        value: 'part',
        text: 'responses: by the busiest fifth of the people, or by the others',
        actions: ['responses'],
      },
      became: {
        value: 'outcome',
        text: 'requests: answered, removed, open, or unanswered, which ended with the pull request',
        actions: ['requests'],
      },
      'period-of': {
        value: 'instant',
        text: 'requests: whether the days are of when they were requested (default) or answered',
        actions: ['requests'],
      },
      ...ofActions(['responses', 'requests'], page),
    },
    run:
      ([action, organization], words) =>
      async (context) => {
        const { reviews } = await import('./commands/reviews.ts')
        return reviews(context, action!, organization, words)
      },
  },
  flow: {
    usage: 'flow [organization]',
    text: 'Print whether work piles up: what was opened, merged and closed, and what was under way',
    most: 1,
    options: {
      since: { value: 'day', text: 'From this day on (default: 182 days before its end)' },
      until: { value: 'day', text: 'Before this day (default: up to now)' },
      ...scope,
    },
    run:
      ([organization], words) =>
      async (context) => {
        const { flow } = await import('./commands/flow.ts')
        return flow(context, organization, words)
      },
  },
  releases: {
    usage: 'releases [organization]',
    text: 'Print how long merged work waits for its release, and what is not released',
    most: 1,
    options: {
      ...days('Released'),
      ...scope,
      ...clock,
      limit: { value: 'count', text: 'How many of the newest (default 20)' },
    },
    run:
      ([organization], words) =>
      async (context) => {
        const { releases } = await import('./commands/releases.ts')
        return releases(context, organization, words)
      },
  },
  health: {
    usage: 'health <action> [organization]',
    text: 'show whether the numbers can be trusted: what was read and what is missing; the pulls that this counts; or what was ignored, one by one',
    actions: ['show', 'pulls', 'ignored'],
    most: 2,
    options: {
      standing: {
        value: 'standing',
        text: 'pulls: stored (default), incomplete, missing, unanalyzed, retried or removed',
        actions: ['pulls'],
      },
      lacks: {
        value: 'part',
        text: 'pulls: of the incomplete, only those that lack this, such as commits',
        actions: ['pulls'],
      },
      item: { value: 'kind', text: 'ignored: only review, comment, request or commit', actions: ['ignored'] },
      why: { value: 'reason', text: 'ignored: only for this reason, such as bot', actions: ['ignored'] },
      ...ofActions(['pulls', 'ignored'], { repository: scope.repository!, ...page }),
    },
    run:
      ([action, organization], words) =>
      async (context) => {
        const { health } = await import('./commands/health.ts')
        return health(context, action!, organization, words)
      },
  },
  pulls: {
    usage: 'pulls <action> [...names]',
    text: 'list [ORGANIZATION], show [ORGANIZATION] OWNER/NAME#NUMBER: why its numbers are what they are, or refresh [ORGANIZATION] OWNER/NAME#NUMBER…: read anew from GitHub',
    actions: ['list', 'show', 'refresh'],
    options: {
      ...ofActions(['list'], {
        ...scope,
        state: { value: 'state', text: 'Open, merged or closed' },
        ...days('Merged'),
        'opened-since': { value: 'day', text: 'Opened on or after this day' },
        'opened-until': { value: 'day', text: 'Opened before this day' },
        'open-at': { value: 'day', text: 'Open when this day began' },
        'closed-since': { value: 'day', text: 'Closed without a merge on or after this day' },
        'closed-until': { value: 'day', text: 'Closed without a merge before this day' },
        'released-since': { value: 'day', text: 'Released on or after this day' },
        'released-until': { value: 'day', text: 'Released before this day' },
        now: { value: 'state', text: 'Standing in this state, such as in-review' },
        unreleased: { text: 'Merged and not released, where a rule releases' },
        whole: { text: 'Read whole, as all that figures count' },
        incomplete: { text: 'Not read whole' },
        sort: {
          value: 'column',
          text: 'By created-at (default), total, pickup…; with + in front the least first',
        },
        ...page,
      }),
      demo: { text: 'Of the bundled sample, once it is read' },
    },
    run:
      ([action, ...names], words) =>
      async (context) => {
        if (action === 'refresh') {
          const { refreshPulls } = await import('./commands/refresh-pulls.ts')
          return refreshPulls(context, names, { demo: words.isSet('demo') })
        }
        const { pulls } = await import('./commands/pulls.ts')
        return pulls(context, action!, names, words)
      },
  },
}
