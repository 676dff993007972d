/** The command line: what can be said, and which command it means. Nothing is opened, and no command is loaded here. */
import { type CAC, cac } from 'cac'
import type { CommandContext } from './commands/context.ts'
import type { OrgOptions } from './commands/org.ts'
import type { RepoOptions } from './commands/repo.ts'
import type { JobName } from './commands/run-job.ts'
import type { RunsOptions } from './commands/runs.ts'
import { type ExitCode, UsageError } from './exit-codes.ts'

/** Loads the command and executes it. */
export type Command = (context: CommandContext) => Promise<ExitCode>

type Options = Readonly<Record<string, unknown>>

/**
 * Null when help or the version was asked for: it has been printed.
 * @throws UsageError, or an error named CACError, when the command line cannot be meant
 */
export function parseCommand(argv: readonly string[]): Command | null {
  let chosen: Command | null = null
  const cli = createCli((command) => {
    chosen = command
  })
  const { args, options } = cli.parse(['node', 'upflow', ...argv], { run: false })
  if (options.help || options.version) return null
  if (!cli.matchedCommand)
    throw new UsageError(
      args[0] === undefined
        ? 'say what to do, for example: backfill --demo'
        : `there is no command '${args[0]}'`,
    )
  cli.runMatchedCommand()
  if (!chosen) throw new UsageError('say what to do')
  return chosen
}

function createCli(choose: (command: Command) => void): CAC {
  const cli = cac('upflow')
  cli.option('--json', 'Print one JSON object on stdout at the end; everything else goes to stderr')
  cli.option('--verbose', 'Show debug logs, step timings and stack traces')

  const job = (name: JobName, description: string) =>
    cli
      .command(`${name} [organization]`, description)
      .option('--repository <owner/name>', 'Only this repository; may be repeated')
      .option('--demo', 'Use the bundled sample from a GitHub in this process; needs no token')
  const run =
    (name: JobName, input: (options: Options) => object) => (organization: unknown, options: Options) =>
      choose(async (context) => {
        const { runJob } = await import('./commands/run-job.ts')
        return runJob(context, {
          job: name,
          organization: textOf(organization),
          repositories: textsOf(options.repository),
          demo: options.demo === true,
          input: input(options),
        })
      })
  job('backfill', 'Read all history again, page by page, then recalculate')
    .option('--files', 'Refresh the lists of changed files only')
    .option('--no-recalculate', 'Leave the analysis as it is')
    .action(
      run('backfill', (options) => ({
        files: options.files === true,
        recalculate: options.recalculate !== false,
      })),
    )
  job('crawl', 'Read what was updated since the last crawl, then recalculate')
    .option('--no-recalculate', 'Leave the analysis as it is')
    .action(run('crawl', (options) => ({ recalculate: options.recalculate !== false })))
  job('recalculate', 'Analyze what is stored anew where it or a rule changed')
    .option('--everything', 'Analyze everything anew')
    .action(run('recalculate', (options) => ({ everything: options.everything === true })))

  cli
    .command('report [organization]', 'Print coding, pickup, review and deploy times of merged pull requests')
    .option('--since <day>', 'Merged on or after this day (UTC), such as 2026-01-31')
    .option('--until <day>', 'Merged before this day')
    .action((organization: unknown, options: Options) =>
      choose(async (context) => {
        const { report } = await import('./commands/report.ts')
        return report(context, {
          organization: textOf(organization),
          since: textOf(options.since),
          until: textOf(options.until),
        })
      }),
    )
  cli
    .command('org <action> [id]', 'create ID, list, or token ID (reads the token from standard input)')
    .option('--name <name>', 'create: the name to show')
    .option('--api-url <url>', 'create: the API of GitHub Enterprise Server, such as https://HOST/api/v3')
    .option('--release-rule <rule>', 'create: branch:NAME, tags:PATTERN or none, for all its repositories')
    .option('--token-stdin', 'create: read the token from standard input and store it, encrypted')
    .action((action: string, id: unknown, options: OrgOptions) =>
      choose(async (context) => {
        const { org } = await import('./commands/org.ts')
        return org(context, action, listOf(id), options)
      }),
    )
  cli
    .command('repo <action> [...names]', 'add [ORGANIZATION] OWNER/NAME…, or list [ORGANIZATION]')
    .option('--release-rule <rule>', 'add: branch:NAME, tags:PATTERN or none, instead of the organization’s')
    .action((action: string, names: unknown[], options: RepoOptions) =>
      choose(async (context) => {
        const { repo } = await import('./commands/repo.ts')
        return repo(context, action, names.map(String), options)
      }),
    )
  cli
    .command('runs <action> [id]', 'list, show ID, retry ID (only what failed), or cancel ID')
    .option('--limit <count>', 'list: how many (default 20)')
    .option('--demo', 'retry: a run of the bundled sample')
    .action((action: string, id: unknown, options: RunsOptions) =>
      choose(async (context) => {
        const { runs } = await import('./commands/runs.ts')
        return runs(context, action, listOf(id), options)
      }),
    )

  // cac shows the default of what a --no- option turns off, as if it were the option's own.
  cli.help((sections) =>
    sections.map(({ body, ...section }) => ({
      ...section,
      body: body.replaceAll(/ *\(default: true\)/g, '').replaceAll(/ +$/gm, ''),
    })),
  )
  cli.version('0.1.0')
  return cli
}

const textOf = (value: unknown) => (value === undefined ? undefined : String(value))
const listOf = (value: unknown) => (value === undefined ? [] : [String(value)])
const textsOf = (value: unknown) =>
  value === undefined ? null : (Array.isArray(value) ? value : [value]).map(String)
