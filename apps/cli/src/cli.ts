/** The command line: what can be said, and which command it means. Nothing is opened, and no command is loaded here. */

import type { JobName } from '@upflow/pipeline'
import { type CAC, cac } from 'cac'
import { type OptionSpecs, readWords, type Words } from './command-line.ts'
import type { Command, CommandSpec } from './command-spec.ts'
import { UsageError } from './exit-codes.ts'
import { nearest } from './nearest.ts'
import { outputCommands } from './output-commands.ts'
import { parseDay } from './parse-day.ts'
import { readingCommands } from './reading-commands.ts'
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
  ...readingCommands,
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
  if (!command) throw unknownCommand(name)
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

function unknownCommand(name: string): UsageError {
  const meant = nearest(name, Object.keys(commands))
  return new UsageError(`there is no command '${name}'${meant === null ? '' : `: did you mean ${meant}?`}`)
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
