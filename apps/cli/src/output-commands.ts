/** The commands by which data leaves: exports, backups, notifications. */
import type { CommandSpec } from './command-spec.ts'

export const outputCommands: Readonly<Record<string, CommandSpec>> = {
  export: {
    usage: 'export [organization]',
    text: 'Write an organization’s data for others: a SQLite file, or a folder with CSV and Parquet too',
    most: 1,
    options: {
      to: { value: 'path', text: 'A file such as acme.db, or a folder; it must not be there yet' },
      format: {
        value: 'format',
        text: 'sqlite, csv or parquet; may be repeated (default all)',
        mayRepeat: true,
      },
      demo: { text: 'Of the bundled sample, once it is read' },
    },
    run:
      ([organization], words) =>
      async (context) => {
        const { exportData } = await import('./commands/export.ts')
        return exportData(context, {
          organization,
          to: words.valueOf('to'),
          formats: words.valuesOf('format'),
          demo: words.isSet('demo'),
        })
      },
  },
  backup: {
    usage: 'backup <action> [folder]',
    text: 'create FOLDER, also while others work; check FOLDER, or restore FOLDER to the data folder',
    actions: ['create', 'check', 'restore'],
    most: 2,
    options: {
      'with-key': {
        text: 'create: with the key, by which whoever has the backup can read its secrets',
        actions: ['create'],
      },
      'no-jobs': { text: 'create: without what ran, its logs and schedules', actions: ['create'] },
      replace: { text: 'restore: where there is data, which keeps another name', actions: ['restore'] },
    },
    run:
      ([action, folder], words) =>
      async (context) => {
        const { backup } = await import('./commands/backup.ts')
        return backup(context, action!, {
          folder,
          withKey: words.isSet('with-key'),
          withJobs: !words.isSet('no-jobs'),
          replace: words.isSet('replace'),
        })
      },
  },
}
