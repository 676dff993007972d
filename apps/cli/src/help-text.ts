/** Help, from what the commands and their options say of themselves. */
import type { OptionSpecs } from './command-line.ts'

interface Described {
  /** The command with its arguments: `report [organization]`. */
  readonly usage: string
  readonly text: string
  readonly options: OptionSpecs
}

const title = 'upflow/0.1.0'

export const versionText = `${title} ${process.platform}-${process.arch} node-${process.version}`

export function helpText(
  commands: Readonly<Record<string, Described>>,
  { general, top }: { readonly general: OptionSpecs; readonly top: OptionSpecs },
): string {
  const rows = Object.values(commands).map(({ usage, text }): Row => [usage, text])
  return sections([
    ['Usage', ['  $ upflow <command> [options]']],
    ['Commands', table(rows)],
    [
      'For more info, run any command with the `--help` flag',
      Object.keys(commands).map((name) => `  $ upflow ${name} --help`),
    ],
    ['Options', table(optionRows({ ...general, ...top }))],
  ])
}

export const commandHelpText = ({ usage, options }: Described, general: OptionSpecs): string =>
  sections([
    ['Usage', [`  $ upflow ${usage}`]],
    ['Options', table(optionRows({ ...options, ...general }))],
  ])

type Row = readonly [string, string]

const sections = (all: readonly (readonly [string, readonly string[]])[]) =>
  [title, ...all.map(([head, lines]) => `${head}:\n${lines.join('\n')}`)].join('\n\n')

const optionRows = (options: OptionSpecs) =>
  Object.entries(options).map(([name, { value, text }]): Row => {
    const short = name === 'help' || name === 'version' ? `-${name[0]}, ` : ''
    return [`${short}--${name}${value ? ` <${value}>` : ''}`, text]
  })

function table(rows: readonly Row[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length))
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`)
}
