/** The command line: what can be said, and which command it means. Nothing is opened, and no command is loaded here. */

import type { JobName } from '@upflow/pipeline'
import { type CAC, cac } from 'cac'
import { type OptionSpecs, readWords, type Words } from './command-line.ts'
import type { Command, CommandSpec } from './command-spec.ts'
import { UsageError } from './exit-codes.ts'
import { outputCommands } from './output-commands.ts'
import { parseDay } from './parse-day.ts'
import { setupCommands } from './setup-commands.ts'

const general: OptionSpecs = {
  json: { text: 'Print one JSON object on stdout at the end; everything else goes to stderr' },
  verbose: { text: 'Show debug logs, step timings and stack traces' },
}
/** What cac answers by itself. */
const answered: OptionSpecs = {
  help: { text: 'Display this message' },
  version: { text: 'Display version number' },
}

const job = (
  name: JobName,
  text: string,
  own: {
    readonly options: OptionSpecs
    readonly input: (words: Words) => object
    /** Says what it comes to, with that option, instead of beginning it. */
    readonly estimate?: string
  },
): CommandSpec => ({
  usage: `${name} [organization]`,
  text,
  most: 1,
  options: {
    repository: { value: 'owner/name', text: 'Only this repository; may be repeated', mayRepeat: true },
    demo: { text: 'Use the bundled sample from a GitHub in this process; needs no token' },
    ...own.options,
  },
  run: ([organization], words) => {
    const input = own.input(words)
    if (own.estimate !== undefined && words.isSet(own.estimate)) {
      const other = ['demo', ...Object.keys(own.options)].find(
        (one) => one !== own.estimate && words.isSet(one),
      )
      if (other !== undefined)
        throw new UsageError(`--${own.estimate} is of all history: it goes without --${other}`)
      return async (context) => {
        const { manageRepositories } = await import('./commands/manage-repositories.ts')
        const names = words.valuesOf('repository') ?? []
        return manageRepositories(context, 'estimate', { organization, names })
      }
    }
    return async (context) => {
      const { runJob } = await import('./commands/run-job.ts')
      return runJob(context, {
        job: name,
        organization,
        repositories: words.valuesOf('repository'),
        demo: words.isSet('demo'),
        input,
      })
    }
  },
})
const noRecalculate = { 'no-recalculate': { text: 'Leave the analysis as it is' } }

const commands: Readonly<Record<string, CommandSpec>> = {
  backfill: job('backfill', 'Read all history again, page by page, then recalculate', {
    options: {
      missing: { text: 'Read only what is not stored, not whole, or in an older version' },
      since: { value: 'day', text: 'Read only what was created on or after this day (UTC)' },
      files: { text: 'Refresh the lists of changed files only' },
      estimate: {
        text: 'Say what all history of it would come to in requests, points and time, and read nothing',
      },
      ...noRecalculate,
    },
    estimate: 'estimate',
    input: (words) => ({
      missing: words.isSet('missing'),
      since: parseDay(words.valueOf('since'), '--since'),
      files: words.isSet('files'),
      recalculate: !words.isSet('no-recalculate'),
    }),
  }),
  crawl: job('crawl', 'Read what was updated since the last crawl, then recalculate', {
    options: noRecalculate,
    input: (words) => ({ recalculate: !words.isSet('no-recalculate') }),
  }),
  recalculate: job('recalculate', 'Analyze what is stored anew where it or a rule changed', {
    options: { everything: { text: 'Analyze everything anew' } },
    input: (words) => ({ everything: words.isSet('everything') }),
  }),
  report: {
    usage: 'report [organization]',
    text: 'Print where the time of merged pull requests went',
    most: 1,
    options: {
      since: { value: 'day', text: 'Merged on or after this day, such as 2026-01-31' },
      until: { value: 'day', text: 'Merged before this day' },
      by: { value: 'what', text: 'repository, team, author, size, week or month' },
      repository: { value: 'owner/name', text: 'Only this repository; may be repeated', mayRepeat: true },
      kind: { value: 'kind', text: 'Of this kind instead of work; may be repeated', mayRepeat: true },
      author: { value: 'login', text: 'By this author; may be repeated', mayRepeat: true },
      team: { value: 'slug', text: 'Of this team; may be repeated', mayRepeat: true },
      'team-as': { value: 'role', text: 'author (default), reviewer or repository: what the team is to it' },
      size: { value: 'size', text: 'Of this size, XS to XL; may be repeated', mayRepeat: true },
      base: { value: 'branch', text: 'Into this branch; may be repeated', mayRepeat: true },
      path: { value: 'path', text: 'Changing this file, folder or glob; may be repeated', mayRepeat: true },
      clock: { value: 'clock', text: 'wall (default) or working: by which clock' },
      format: { value: 'format', text: 'table (default), json, csv or markdown' },
    },
    run:
      ([organization], words) =>
      async (context) => {
        const { report } = await import('./commands/report.ts')
        return report(context, {
          organization,
          since: words.valueOf('since'),
          until: words.valueOf('until'),
          by: words.valueOf('by'),
          repositories: words.valuesOf('repository'),
          kinds: words.valuesOf('kind'),
          authors: words.valuesOf('author'),
          teams: words.valuesOf('team'),
          teamAs: words.valueOf('team-as'),
          sizes: words.valuesOf('size'),
          bases: words.valuesOf('base'),
          paths: words.valuesOf('path'),
          clock: words.valueOf('clock'),
          format: words.valueOf('format'),
        })
      },
  },
  pulls: {
    usage: 'pulls <action> [...names]',
    text: 'list [ORGANIZATION], show [ORGANIZATION] OWNER/NAME#NUMBER: why its numbers are what they are, or refresh [ORGANIZATION] OWNER/NAME#NUMBER…: read anew from GitHub',
    actions: ['list', 'show', 'refresh'],
    options: {
      repository: {
        value: 'owner/name',
        text: 'list: only this repository; may be repeated',
        mayRepeat: true,
        actions: ['list'],
      },
      kind: { value: 'kind', text: 'list: of this kind instead of work', mayRepeat: true, actions: ['list'] },
      author: { value: 'login', text: 'list: by this author', mayRepeat: true, actions: ['list'] },
      team: { value: 'slug', text: 'list: of this team', mayRepeat: true, actions: ['list'] },
      'team-as': {
        value: 'role',
        text: 'list: author (default), reviewer or repository: what the team is to it',
        actions: ['list'],
      },
      size: { value: 'size', text: 'list: of this size, XS to XL', mayRepeat: true, actions: ['list'] },
      base: { value: 'branch', text: 'list: into this branch', mayRepeat: true, actions: ['list'] },
      path: {
        value: 'path',
        text: 'list: changing this file, folder or glob',
        mayRepeat: true,
        actions: ['list'],
      },
      state: { value: 'state', text: 'list: open, merged or closed', actions: ['list'] },
      since: { value: 'day', text: 'list: merged on or after this day', actions: ['list'] },
      until: { value: 'day', text: 'list: merged before this day', actions: ['list'] },
      'opened-since': { value: 'day', text: 'list: opened on or after this day', actions: ['list'] },
      'opened-until': { value: 'day', text: 'list: opened before this day', actions: ['list'] },
      'open-at': { value: 'day', text: 'list: open when this day began', actions: ['list'] },
      sort: {
        value: 'column',
        text: 'list: by created-at (default), total, pickup…; with + in front the least first',
        actions: ['list'],
      },
      limit: { value: 'count', text: 'list: how many (default 20)', actions: ['list'] },
      after: {
        value: 'place',
        text: 'list: the page after, by the place that the one before ends with',
        actions: ['list'],
      },
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
        return pulls(context, action!, names, {
          demo: words.isSet('demo'),
          repositories: words.valuesOf('repository'),
          kinds: words.valuesOf('kind'),
          authors: words.valuesOf('author'),
          teams: words.valuesOf('team'),
          teamAs: words.valueOf('team-as'),
          sizes: words.valuesOf('size'),
          bases: words.valuesOf('base'),
          paths: words.valuesOf('path'),
          state: words.valueOf('state'),
          since: words.valueOf('since'),
          until: words.valueOf('until'),
          openedSince: words.valueOf('opened-since'),
          openedUntil: words.valueOf('opened-until'),
          openAt: words.valueOf('open-at'),
          sort: words.valueOf('sort'),
          limit: words.valueOf('limit'),
          after: words.valueOf('after'),
        })
      },
  },
  ...setupCommands,
  worker: {
    usage: 'worker',
    text: 'Execute runs and keep schedules, without a web server, until Ctrl-C',
    most: 0,
    options: { concurrency: { value: 'count', text: 'How many runs at once (default 1)' } },
    run: (_, words) => async (context) => {
      const { worker } = await import('./commands/worker.ts')
      return worker(context, { concurrency: words.valueOf('concurrency') })
    },
  },
  runs: {
    usage: 'runs <action> [id]',
    text: 'list, show ID, retry ID (only what failed), rerun ID (all of it anew), or cancel ID',
    actions: ['list', 'show', 'retry', 'rerun', 'cancel'],
    most: 2,
    options: {
      limit: { value: 'count', text: 'list: how many (default 20)', actions: ['list'] },
      demo: { text: 'retry, rerun: a run of the bundled sample', actions: ['retry', 'rerun'] },
    },
    run:
      ([action, ...ids], words) =>
      async (context) => {
        const { runs } = await import('./commands/runs.ts')
        return runs(context, action!, ids, { limit: words.valueOf('limit'), demo: words.isSet('demo') })
      },
  },
  ...outputCommands,
}

const known: OptionSpecs = Object.assign(
  {},
  general,
  answered,
  ...Object.values(commands).map(({ options }) => options),
)

/**
 * The command that is meant; null when help or the version was asked for, which has been printed.
 * @throws UsageError when the command line cannot be meant
 */
export function parseCommand(argv: readonly string[]): Command | null {
  const words = readWords(argv, known)
  const [name, ...args] = words.positionals
  // cac knows the commands and words the help; values it would make numbers of, so that it sees none.
  const cli = createCli()
  const asked = ['help', 'version'].filter(words.isSet).map((option) => `--${option}`)
  cli.parse(['node', 'upflow', ...(name === undefined ? [] : [name]), ...asked.slice(0, 1)], { run: false })
  const matched = cli.matchedCommandName
  const command = matched === undefined ? undefined : commands[matched]
  if (words.isSet('help') || (words.isSet('version') && name === undefined)) return null
  if (name === undefined) {
    words.check(general, undefined)
    throw new UsageError('say what to do, for example: backfill --demo')
  }
  if (!command) throw new UsageError(`there is no command '${name}'`)
  const { actions, most } = command
  const action = actions ? args[0] : undefined
  if (actions && (action === undefined || !actions.includes(action)))
    throw new UsageError(
      `${action === undefined ? `say what to do with ${name}` : `there is no '${name} ${action}'`}: use ${actions.slice(0, -1).join(', ')} or ${actions.at(-1)}`,
    )
  words.check({ ...command.options, ...general }, action)
  if (most !== undefined && args.length > most)
    throw new UsageError(`${[name, action].filter(Boolean).join(' ')} takes no '${args[most]}'`)
  return command.run(args, words)
}

function createCli(): CAC {
  const cli = cac('upflow')
  const flag = (name: string, value: string | undefined) => `--${name}${value ? ` <${value}>` : ''}`
  for (const [name, { text, value }] of Object.entries(general)) cli.option(flag(name, value), text)
  for (const { usage, text, options } of Object.values(commands)) {
    const command = cli.command(usage, text)
    for (const [name, one] of Object.entries(options)) command.option(flag(name, one.value), one.text)
  }
  cli.help((sections) => {
    const { actions } = commands[cli.matchedCommandName ?? ''] ?? {}
    return [...sections].flatMap(({ body, ...section }) => [
      // cac shows the default of what a --no- option turns off, as if it were the option's own.
      { ...section, body: body.replaceAll(/ *\(default: true\)/g, '').replaceAll(/ +$/gm, '') },
      ...(section.title === 'Usage' && actions
        ? [{ title: 'Actions', body: `  ${actions.join(', ')}` }]
        : []),
    ])
  })
  cli.version('0.1.0')
  return cli
}
