/** The data dictionary for people, as Markdown beside the data. */

import type { Column } from './column.ts'
import { dictionary } from './dictionary.ts'
import { flatTables } from './flat-tables.ts'

export interface DictionaryOf {
  readonly organization: string
  /** ISO 8601. */
  readonly exportedAt: string
  readonly formats: readonly string[]
}

export function dictionaryText({ organization, exportedAt, formats }: DictionaryOf): string {
  const hasTables = formats.includes('sqlite')
  const hasFlat = formats.some((format) => format !== 'sqlite')
  return [
    `# Data of organization ${organization}`,
    '',
    `Exported ${exportedAt}, all of it of one moment. Settings, secrets, the cursors of a sync and what it is to try again are not in it.`,
    '',
    'A number that cannot be computed, or is not over yet, is null; it is never zero. Durations are whole seconds, by the wall clock, or within the working hours of the calendar that was set.',
    ...(hasTables
      ? [
          '',
          '## The SQLite file',
          '',
          'Instants are Unix seconds in UTC.',
          ...dictionary.flatMap(({ name, kind, meaning, columns }) => [
            '',
            `### ${name}`,
            '',
            `A ${kind}; each row is ${meaning}.`,
            '',
            ...columnLines(columns, (unit) => unit),
          ]),
        ]
      : []),
    ...(hasFlat
      ? [
          '',
          '## The flat files',
          '',
          'Instants are ISO 8601 in UTC in CSV and timestamps in Parquet. In CSV, a text that a spreadsheet would take for a formula begins with an apostrophe.',
          ...flatTables.flatMap(({ name, meaning, columns }) => [
            '',
            `### ${name}`,
            '',
            `Each row is ${meaning}.`,
            '',
            ...columnLines(columns, (unit) =>
              unit.startsWith('Unix') ? 'instant' : unit === '0 or 1' ? 'true or false' : unit,
            ),
          ]),
        ]
      : []),
    '',
  ].join('\n')
}

const columnLines = (columns: readonly Column[], unitText: (unit: Column['unit']) => string): string[] => [
  '| column | unit | meaning |',
  '| --- | --- | --- |',
  ...columns.map(({ name, unit, meaning }) => `| \`${name}\` | ${unitText(unit)} | ${meaning} |`),
]
