/** The commands that set up: organizations, repositories, settings, people. */
import type { OptionSpecs } from './command-line.ts'
import type { CommandSpec } from './command-spec.ts'

const afterSet = (actions: readonly string[]): OptionSpecs => ({
  'no-recalculate': { text: `${actions.join(', ')}: leave the figures as they are`, actions },
})
export const setupCommands: Readonly<Record<string, CommandSpec>> = {
  org: {
    usage: 'org <action> [id]',
    text: 'create ID, set ID, list, token ID (reads the token from standard input), app ID (the GitHub App that reads in its place, and where it is installed), webhook ID (what GitHub delivers to), check ID (whether GitHub can be read), or remove ID with its data',
    actions: ['create', 'set', 'list', 'token', 'app', 'webhook', 'check', 'remove'],
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
      'new-secret': {
        text: 'webhook: make a secret, which is shown once; the one before it is taken too',
        actions: ['webhook'],
      },
      'secret-stdin': {
        text: 'webhook: read the secret from standard input, as that of an App',
        actions: ['webhook'],
      },
      new: {
        text: 'app: make one at GitHub by a browser, or with the code that GitHub sends it back with',
        actions: ['app'],
      },
      wait: { text: 'app --new: wait for the browser, and read no code', actions: ['app'] },
      owner: {
        value: 'login',
        text: 'app --new: the organization at GitHub that is to own it; else whoever makes it does',
        actions: ['app'],
      },
      'app-id': { value: 'id', text: 'app: one that there is, by its id or client id', actions: ['app'] },
      'key-stdin': {
        text: 'app --app-id: read its private key from standard input, and store it, encrypted',
        actions: ['app'],
      },
      from: { value: 'id', text: 'app: the one that another organization here has', actions: ['app'] },
      install: {
        value: 'account',
        text: 'app: let the installation of this account read, in the place of a token',
        actions: ['app'],
      },
      forget: { text: 'app: forget it and its key; at GitHub it stays', actions: ['app'] },
      drop: {
        value: 'which',
        text: 'webhook: take the earlier secret no more, or all',
        actions: ['webhook'],
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
        if (action === 'webhook' && ids[0] !== undefined) {
          const { webhook } = await import('./commands/webhook.ts')
          return webhook(context, ids[0], {
            newSecret: words.isSet('new-secret'),
            secretStdin: words.isSet('secret-stdin'),
            drop: words.valueOf('drop'),
          })
        }
        if (action === 'app' && ids[0] !== undefined) {
          const { app } = await import('./commands/app.ts')
          return app(context, ids[0], {
            isNew: words.isSet('new'),
            wait: words.isSet('wait'),
            owner: words.valueOf('owner'),
            appId: words.valueOf('app-id'),
            keyStdin: words.isSet('key-stdin'),
            from: words.valueOf('from'),
            install: words.valueOf('install'),
            forget: words.isSet('forget'),
          })
        }
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
    text: 'add, set, pause (nothing is read of it, what was read counts), resume or remove [ORGANIZATION] OWNER/NAME…, list, available (what the token sees), discover (what the patterns of the setting discovery would add), or estimate (what a backfill comes to)',
    actions: ['add', 'set', 'pause', 'resume', 'remove', 'list', 'available', 'discover', 'estimate'],
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
    options: { all: { text: 'list: of all organizations', actions: ['list'] } },
    run:
      ([action, ...args], words) =>
      async (context) => {
        const { schedules } = await import('./commands/schedules.ts')
        return schedules(context, action!, args, { all: words.isSet('all') })
      },
  },
  teams: {
    usage: 'teams <action> [organization] [slug] [github-team]',
    text: 'list, or mirror [ORGANIZATION] SLUG ACME/PLATFORM|none: whose members are as GitHub has them, read by each crawl',
    actions: ['list', 'mirror'],
    most: 4,
    options: { ...afterSet(['mirror']) },
    run:
      ([action, ...args], words) =>
      async (context) => {
        const { teams } = await import('./commands/teams.ts')
        return teams(context, action!, args, { recalculate: !words.isSet('no-recalculate') })
      },
  },
  user: {
    usage: 'user <action> [address] [...role]',
    text: 'list, reset-link ADDRESS, remove ADDRESS, role ADDRESS ORGANIZATION ROLE, role ADDRESS administrator|none, sessions ADDRESS, sign-out ADDRESS [SESSION], ways-in ADDRESS, unlink ADDRESS ID, rename ADDRESS NAME, login ADDRESS ORGANIZATION LOGIN|none (who they are at GitHub), invite ORGANIZATION ROLE NOTE, invitations ORGANIZATION, token ORGANIZATION NAME, tokens ORGANIZATION, or revoke ORGANIZATION ID',
    actions: [
      'list',
      'reset-link',
      'role',
      'remove',
      'sessions',
      'sign-out',
      'ways-in',
      'unlink',
      'rename',
      'login',
      'invite',
      'invitations',
      'token',
      'tokens',
      'revoke',
    ],
    most: 4,
    options: {
      for: { value: 'address', text: 'token: in whose name, who is a member', actions: ['token'] },
      scope: {
        value: 'scope',
        text: 'token: read (default), run or admin; may be repeated',
        mayRepeat: true,
        actions: ['token'],
      },
      days: {
        value: 'count',
        text: 'token: how long it works (default 90, at most 366)',
        actions: ['token'],
      },
    },
    run:
      ([action, ...args], words) =>
      async (context) => {
        const { user } = await import('./commands/user.ts')
        return user(context, action!, args, {
          scopes: words.valuesOf('scope'),
          days: words.valueOf('days'),
          for: words.valueOf('for'),
        })
      },
  },
  audit: {
    usage: 'audit <list> [organization]',
    text: 'settings [ORGANIZATION], members [ORGANIZATION], or accounts: who changed or did what, and who signed in or was refused',
    actions: ['settings', 'members', 'accounts'],
    most: 2,
    options: {
      what: { value: 'kind', text: 'Only of this kind, such as run, token.created or sign-in.refused' },
      who: { value: 'text', text: 'Only by whom, or about whom, this is part of the name' },
      limit: { value: 'count', text: 'How many (default 20)' },
      before: { value: 'id', text: 'Those before the line with this id' },
    },
    run:
      ([list, organization], words) =>
      async (context) => {
        const { audit } = await import('./commands/audit.ts')
        return audit(context, list as never, {
          organization,
          what: words.valueOf('what'),
          who: words.valueOf('who'),
          limit: words.valueOf('limit'),
          before: words.valueOf('before'),
        })
      },
  },
  views: {
    usage: 'views <action> <organization> [...view]',
    text: 'list ORGANIZATION, save ORGANIZATION NAME PAGE?QUERY, or remove ORGANIZATION ID: what is kept of the pages by a name',
    actions: ['list', 'save', 'remove'],
    most: 4,
    options: {
      person: { value: 'address', text: 'Whose: without it, those that are kept where nobody signs in' },
    },
    run:
      ([action, ...names], words) =>
      async (context) => {
        const { views } = await import('./commands/views.ts')
        return views(context, action!, names, { person: words.valueOf('person') })
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
