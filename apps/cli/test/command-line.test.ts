/** What is typed is what is meant: texts stay texts, and what cannot be meant is refused before anything is opened. */
import { describe, expect, it, vi } from 'vitest'
import { checkNode } from '../src/check-node.ts'
import { parseCommand } from '../src/cli.ts'
import { readWords } from '../src/command-line.ts'
import { explainError } from '../src/explain-error.ts'

const known = {
  repository: { value: 'name', text: '', mayRepeat: true },
  since: { value: 'day', text: '' },
  demo: { text: '' },
}

describe('values stay the texts they are', () => {
  it.each(['007', '1e3', '0x10', '', ' ', 'true', 'false', 'null', '-', '1_000', 'ä'])('%j', (text) => {
    const words = readWords(['--repository', text, `--repository=${text}`, text, '--', text], known)
    words.check(known, undefined)
    expect(words.valuesOf('repository')).toEqual([text, text])
    expect(words.positionals).toEqual([text, text])
  })

  it('also those that begin with a dash, after an equals sign', () => {
    const words = readWords(['--since=-1', '--repository=--demo'], known)
    words.check(known, undefined)
    expect([words.valueOf('since'), words.valuesOf('repository'), words.isSet('demo')]).toEqual([
      '-1',
      ['--demo'],
      false,
    ])
  })
})

describe('what cannot be meant is refused', () => {
  it.each([
    [['report', '--since', '2026-01-01', '--since', '2026-02-01'], '--since is given twice'],
    [['report', '--since=2026-01-01', '--json', '--since', '2026-01-01'], '--since is given twice'],
    [['backfill', '--demo', '--demo'], '--demo is given twice'],
    [['--json', 'org', 'list', '--json'], '--json is given twice'],
    [['report', '--until'], 'the value of --until is missing'],
    [['report', '--since', '--until', '2026-01-01'], 'the value of --since is missing'],
    [['backfill', '--demo=yes'], '--demo takes no value'],
    [['crawl', '--since', '2026-01-01'], 'unknown option --since'],
    [['backfill', '--since', 'soon'], "--since takes a day such as 2026-01-31, not 'soon'"],
    [['report', '-x'], 'unknown option -x'],
    [['org', 'create', '-dash'], 'unknown option -d'],
    [['report', 'acme', '-hx'], 'unknown option -x'],
    [['report', '--no-json'], 'unknown option --no-json'],
    [['report', '--constructor'], 'unknown option --constructor'],
    [['report', '--version'], 'unknown option --version'],
    [['org', 'list', '--api-url', 'https://x'], '--api-url goes with create or set, not with list'],
    [['org', 'token', 'acme', '--token-stdin'], '--token-stdin goes with create, not with token'],
    [['repo', 'list', '--release-rule', 'none'], '--release-rule goes with add or set, not with list'],
    [['runs', 'show', 'run_1', '--limit', '3'], '--limit goes with list, not with show'],
    [['runs', 'stop', 'run_1'], "there is no 'runs stop': use list, show, retry, rerun or cancel"],
    [['runs'], 'say what to do with runs'],
    [['report', 'acme', 'beta'], "report takes no 'beta'"],
    [['runs', 'show', 'run_1', 'run_2'], "runs show takes no 'run_2'"],
    [['toString'], "there is no command 'toString'"],
    [['--demo'], 'unknown option --demo'],
    [[], 'say what to do'],
    [['worker', '--concurency', '2'], 'unknown option --concurency: did you mean --concurrency?'],
    [['report', '--sinse', '2026-01-01'], 'unknown option --sinse: did you mean --since?'],
    [['report', '--repo', 'acme/app'], 'unknown option --repo: did you mean --repository?'],
    [['repo', 'set', '--relaese-rule', 'none'], 'did you mean --release-rule?'],
    [['report', '--jsno'], 'did you mean --json?'],
    [['reprot'], "there is no command 'reprot': did you mean report?"],
    [['back'], "there is no command 'back'"],
  ])('%j', (argv, message) => {
    expect(() => parseCommand(argv)).toThrow(message)
  })
})

it('only what is near is taken for what was meant, of what the command and its action take', () => {
  const said = (argv: readonly string[]) => {
    try {
      parseCommand(argv)
      return null
    } catch (error) {
      return (error as Error).message
    }
  }
  expect(said(['crawl', '--since', '2026-01-01'])).toBe('unknown option --since')
  expect(said(['runs', 'show', 'run_1', '--limt', '3'])).toBe('unknown option --limt')
  expect(said(['report', '--no-json'])).toBe('unknown option --no-json')
  // Of several that are as near it is none.
  expect(said(['pulls', 'list', '--opened', '2026-01-01'])).toBe('unknown option --opened')
  expect(said(['back'])).toBe("there is no command 'back'")
})

it('help is there whatever else is said', () => {
  const printed: string[] = []
  const info = vi.spyOn(console, 'info').mockImplementation((text: string) => void printed.push(text))
  for (const argv of [['--help'], ['report', '--help', '--nonsense'], ['org', '-h'], ['-v']])
    expect(parseCommand(argv)).toBeNull()
  info.mockRestore()
  expect(printed).toEqual([
    expect.stringContaining('Commands:\n  backfill [organization]'),
    expect.stringContaining('$ upflow report [organization]'),
    expect.stringContaining('--api-url <url>'),
    expect.stringMatching(/^upflow\/\d/),
  ])
})

describe('an error keeps its whole message', () => {
  it('of several lines, and of causes what it does not say itself', async () => {
    const cause = new AggregateError([new Error('connect ECONNREFUSED'), new Error('no route')])
    const inner = new Error('cannot be reached', { cause })
    expect(await explainError(new Error('first line\nsecond line', { cause: inner }))).toMatchObject({
      message:
        'first line\nsecond line\nbecause: cannot be reached\nbecause: connect ECONNREFUSED\nbecause: no route',
      exitCode: 1,
    })
    const said = new Error('the disk is full')
    expect(
      (await explainError(new Error('nothing stored: the disk is full.', { cause: said }))).message,
    ).toBe('nothing stored: the disk is full.')
    expect((await explainError(new TypeError())).message).toBe('TypeError')
    expect((await explainError('text')).message).toBe('text')
  })

  it('a cause that is the error itself ends', async () => {
    const error = new Error('round')
    error.cause = error
    expect((await explainError(error)).message).toBe('round')
  })
})

it('an older Node is refused in words', () => {
  for (const version of ['20.19.0', '20.20.2', '22.0.0', '26.1.0']) checkNode(version)
  for (const version of ['18.20.4', '20.18.3', '12.22.0'])
    expect(() => checkNode(version)).toThrow(`This is Node ${version}, and Upflow needs 20.19 or later`)
})
