/** The commands by which data leaves or moves: exports, backups, databases, notifications. */
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
    text: 'create FOLDER with all data and accounts, also while others work; check FOLDER, or restore it to the data folder',
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
  migrate: {
    usage: 'migrate',
    text: 'Bring all data up to date, as every start does',
    most: 0,
    options: {},
    run: () => async (context) => {
      const { migrate } = await import('./commands/data.ts')
      return migrate(context)
    },
  },
  data: {
    usage: 'data <action> <name>',
    text: 'copy ORGANIZATION out of its file into the database of UPFLOW_DATABASE_URL, and compare both; accounts machine, or accounts database: whose people, tokens and views are kept where both have some',
    actions: ['copy', 'accounts'],
    most: 2,
    options: {},
    run:
      ([action, name]) =>
      async (context) => {
        const { copyData, keepAccounts } = await import('./commands/data.ts')
        return (action === 'copy' ? copyData : keepAccounts)(context, name)
      },
  },
  notify: {
    usage: 'notify <action> [...names]',
    text: 'set ORGANIZATION CHANNEL (its secret from standard input), show, test, remove, or deliveries ORGANIZATION [CHANNEL] (what was told, or could not be): who is told of what',
    actions: ['set', 'show', 'test', 'remove', 'deliveries'],
    most: 3,
    options: {
      mail: {
        value: 'address',
        text: 'set: by mail to this address; may be repeated',
        mayRepeat: true,
        actions: ['set'],
      },
      from: { value: 'address', text: 'set: by mail from this address', actions: ['set'] },
      smtp: { value: 'server', text: 'set: by this mail server, HOST:PORT', actions: ['set'] },
      security: {
        value: 'security',
        text: 'set: tls, starttls or none (default by the port)',
        actions: ['set'],
      },
      user: {
        value: 'user',
        text: 'set: who signs in at the mail server; the password is read',
        actions: ['set'],
      },
      chat: {
        text: 'set: by Slack’s incoming webhook, or one like it; its address is read',
        actions: ['set'],
      },
      webhook: {
        value: 'url',
        text: 'set: by a webhook, signed with the secret that is read',
        actions: ['set'],
      },
      about: {
        value: 'topic',
        text: 'set: of digest, waits, runs or token; may be repeated (default all)',
        mayRepeat: true,
        actions: ['set'],
      },
      'wait-limit': {
        value: 'hours',
        text: 'set, without a channel: what waits longer, in working hours',
        actions: ['set'],
      },
      digest: {
        value: 'when',
        text: 'set, without a channel: weekday (1 is Monday) and time, such as "1 08:00"',
        actions: ['set'],
      },
      limit: { value: 'count', text: 'deliveries: how many (default 20)', actions: ['deliveries'] },
    },
    run:
      ([action, ...names], words) =>
      async (context) => {
        const { notify } = await import('./commands/notify.ts')
        return notify(context, action!, names, {
          mail: words.valuesOf('mail'),
          from: words.valueOf('from'),
          smtp: words.valueOf('smtp'),
          security: words.valueOf('security'),
          user: words.valueOf('user'),
          chat: words.isSet('chat'),
          webhook: words.valueOf('webhook'),
          topics: words.valuesOf('about'),
          waitLimit: words.valueOf('wait-limit'),
          digest: words.valueOf('digest'),
          limit: words.valueOf('limit'),
        })
      },
  },
}
