/** The commands that set up: organizations, repositories, settings, people. */
import type { OptionSpecs } from './command-line.ts'
import type { CommandSpec } from './command-spec.ts'

const afterSet = (actions: readonly string[]): OptionSpecs => ({
  'no-recalculate': { text: `${actions.join(', ')}: leave the figures as they are`, actions },
})
export const setupCommands: Readonly<Record<string, CommandSpec>> = {
  org: {
    usage: 'org <action> [id]',
    text: 'create ID, set ID, list, token ID (reads the token from standard input), check ID (whether GitHub can be read), or remove ID with its data',
    actions: ['create', 'set', 'list', 'token', 'check', 'remove'],
    most: 2,
    options: {
      name: { value: 'name', text: 'create, set: the name to show', actions: ['create', 'set'] },
      'api-url': {
        value: 'url',
        text: 'create, set: the API of GitHub Enterprise Server, such as https://HOST/api/v3',
        actions: ['create', 'set'],
      },
      'release-rule': {
        value: 'rule',
        text: 'create, set: branch:NAME, tags:PATTERN, deployments:PATTERN or none, for its repositories without their own',
        actions: ['create', 'set'],
      },
      'token-stdin': {
        text: 'create: read the token from standard input and store it, encrypted',
        actions: ['create'],
      },
      confirm: {
        value: 'name',
        text: 'remove: the name of the organization, once more',
        actions: ['remove'],
      },
      ...afterSet(['set']),
    },
    run:
      ([action, ...ids], words) =>
      async (context) => {
        const { org } = await import('./commands/org.ts')
        return org(context, action!, ids, {
          name: words.valueOf('name'),
          apiUrl: words.valueOf('api-url'),
          releaseRule: words.valueOf('release-rule'),
          tokenStdin: words.isSet('token-stdin'),
          recalculate: !words.isSet('no-recalculate'),
          confirm: words.valueOf('confirm'),
        })
      },
  },
  repo: {
    usage: 'repo <action> [...names]',
    text: 'add, set or remove [ORGANIZATION] OWNER/NAME…, list, available (what the token sees), discover (what the patterns of the setting discovery would add), or estimate (what a backfill comes to)',
    actions: ['add', 'set', 'remove', 'list', 'available', 'discover', 'estimate'],
    options: {
      'release-rule': {
        value: 'rule',
        text: 'add, set: branch:NAME, tags:PATTERN, deployments:PATTERN or none; set: or default, the organization’s',
        actions: ['add', 'set'],
      },
      ...afterSet(['set']),
    },
    run:
      ([action, ...names], words) =>
      async (context) => {
        const { repo } = await import('./commands/repo.ts')
        return repo(context, action!, names, {
          releaseRule: words.valueOf('release-rule'),
          recalculate: !words.isSet('no-recalculate'),
        })
      },
  },
  schedules: {
    usage: 'schedules <action> [organization] [kind] [cron]',
    text: 'list, or set [ORGANIZATION] crawl or reconcile CRON (five fields in quotes, or never): when it is read by itself',
    actions: ['list', 'set'],
    most: 4,
    options: {},
    run:
      ([action, ...args]) =>
      async (context) => {
        const { schedules } = await import('./commands/schedules.ts')
        return schedules(context, action!, args)
      },
  },
  user: {
    usage: 'user <action> [address] [...role]',
    text: 'list, reset-link ADDRESS, remove ADDRESS, role ADDRESS ORGANIZATION ROLE, role ADDRESS administrator|none, sessions ADDRESS, sign-out ADDRESS, invite ORGANIZATION ROLE NOTE, invitations ORGANIZATION, tokens ORGANIZATION, or revoke ORGANIZATION ID',
    actions: [
      'list',
      'reset-link',
      'role',
      'remove',
      'sessions',
      'sign-out',
      'invite',
      'invitations',
      'tokens',
      'revoke',
    ],
    most: 4,
    options: {},
    run:
      ([action, ...args]) =>
      async (context) => {
        const { user } = await import('./commands/user.ts')
        return user(context, action!, args)
      },
  },
  settings: {
    usage: 'settings <action> [organization] [setting] [...values]',
    text: 'show, get KEY, set KEY VALUE…, preview KEY VALUE…, unset KEY, edit [KEY], holidays FILE.ics, log, or suggest: by which rules figures are made',
    actions: ['show', 'get', 'set', 'preview', 'unset', 'edit', 'holidays', 'log', 'suggest'],
    options: {
      file: {
        value: 'file',
        text: 'set, preview, edit: JSON from this file, or - for standard input',
        actions: ['set', 'preview', 'edit'],
      },
      add: { text: 'set, preview: to the list that there is', actions: ['set', 'preview'] },
      remove: { text: 'set, preview: from the list that there is', actions: ['set', 'preview'] },
      limit: { value: 'count', text: 'log: how many (default 20)', actions: ['log'] },
      ...afterSet(['set', 'unset', 'edit', 'holidays']),
    },
    run:
      ([action, ...args], words) =>
      async (context) => {
        const { settings } = await import('./commands/settings.ts')
        return settings(context, action!, args, {
          file: words.valueOf('file'),
          add: words.isSet('add'),
          remove: words.isSet('remove'),
          limit: words.valueOf('limit'),
          recalculate: !words.isSet('no-recalculate'),
        })
      },
  },
}
