/** docs/github.md: how GitHub is read by an app, and what can go wrong, what comes of it, and the tests that hold us to it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { appReference } from './github-app.ts'

interface Fault {
  readonly fault: string
  readonly expected: string
  /** By file from the root: what its tests are called, or the rows of their tables. */
  readonly tests: Readonly<Record<string, readonly string[]>>
}

const wire = 'packages/github/test/faults.test.ts'
const inTransit = 'packages/github/test/in-transit.test.ts'
const stray = 'packages/github/test/stray-errors.test.ts'
const byNumber = 'packages/pipeline/test/by-number.test.ts'
const client = 'packages/github/test/github-client.test.ts'
const incomplete = 'packages/github/test/incomplete.test.ts'
const installation = 'packages/github/test/installation.test.ts'
const app = 'packages/pipeline/test/github-app.test.ts'
const appHooks = 'packages/pipeline/test/app-webhooks.test.ts'
const enterprise = 'packages/github/test/enterprise.test.ts'
const check = 'packages/github/test/check-credential.test.ts'
const scheduler = 'packages/github/test/scheduler.test.ts'
const sync = 'packages/pipeline/test/sync.test.ts'
const waits = 'packages/pipeline/test/waits.test.ts'
const reserve = 'packages/github/test/points-reserve.test.ts'
const shared = 'packages/pipeline/test/shared-points.test.ts'
const nothingLost = 'packages/pipeline/test/nothing-lost.test.ts'
const stored = 'packages/pipeline/test/faults.test.ts'

const faults: readonly Fault[] = [
  {
    fault: 'Primary limit: 200 with RATE_LIMIT, or 403 with nothing remaining',
    expected:
      'That quota sleeps until it is full again, in runs without a slot; nothing is sent meanwhile; the page keeps its size; the other API goes on. A backfill leaves a fifth of the points to crawls.',
    tests: {
      [wire]: [
        'primary, 200',
        'primary, the reset in the past',
        '%s: waits about a second, says so, and goes on',
        'of the REST API is waited for, and keeps nobody from asking GraphQL',
        'nothing is sent with that credential meanwhile, and a cancelled wait ends at once',
      ],
      [reserve]: [
        'a limit that lasts longer than is waited for is told with its end, and nothing is sent meanwhile',
        'a part of the points is left to others, whoever has spent the rest',
      ],
      [waits]: ['a backfill leaves a fifth of the points to crawls, whoever else has spent of them'],
      [shared]: ['two processes leave a fifth of them to crawls together, and little more'],
    },
  },
  {
    fault: 'Secondary limit: 403, 429 or 200, with or without Retry-After',
    expected: 'Waits as long as GitHub says, else a minute, longer each time; half as much is asked at once.',
    tests: {
      [wire]: [
        'secondary, 403 with Retry-After',
        'secondary, 429',
        'secondary, sent as 200',
        'longer and longer',
        'a minute when it is not said how long',
      ],
      [scheduler]: ['grows by one with each success up to its most, and halves at a limit'],
    },
  },
  {
    fault: 'Retry-After as a date, a reset in the past, clocks that differ',
    expected: 'Read against the server’s own clock; between a second and 65 minutes.',
    tests: {
      [wire]: [
        'secondary, Retry-After as a date',
        'primary, the reset in the past',
        'no longer than 65 minutes',
      ],
      [nothingLost]: [
        'a watermark is never later than the server’s own: what an update in the future would hide is read',
      ],
      [installation]: ['is given although GitHub’s clock is %s of this one'],
    },
  },
  {
    fault: 'No limit headers, 0 of 0',
    expected: 'Unlimited: nothing is ever waited for.',
    tests: {
      [wire]: ['no limit headers mean unlimited'],
      [enterprise]: ['is read at its own paths, where nothing is counted'],
    },
  },
  {
    fault: '502, 504, “Something went wrong”, RESOURCE_LIMITS_EXCEEDED',
    expected: 'The page is halved at the same cursor, in the end read part by part; never stored as whole.',
    tests: {
      [wire]: [
        '%s: the page is halved at the same cursor',
        'too heavy even alone: scalars and each child set apart',
      ],
      [nothingLost]: ['because it is too heavy for GitHub does not hide the others of its batch'],
    },
  },
  {
    fault: 'Hang, reset, an answer cut off, a captive page, an empty body',
    expected: 'Tried again with growing pauses; never taken for “no data”.',
    tests: {
      [wire]: [
        'a reset connection',
        'an answer cut off',
        'no answer in time',
        'a captive page',
        'an empty body',
        'neither data nor errors',
      ],
    },
  },
  {
    fault:
      'A proxy that wants a login, a certificate that is not trusted, has expired or is of another host, a server without TLS',
    expected: 'An error of the configuration, at once, that says which.',
    tests: {
      [inTransit]: [
        'that wants a login',
        'that does not speak TLS is not taken for one with a wrong certificate',
        'that a server does not speak',
        'by a certificate that %s',
      ],
      [enterprise]: ['whose certificate a company signed itself is read with that, and not without'],
    },
  },
  {
    fault: 'An error whose path leads to no pull request',
    expected: 'Whatever is null may be so for its sake: it was not read. What is not null was.',
    tests: {
      [stray]: [
        '%s: an author that is null was not read, and the others were',
        'the list: of what is nested too, and nothing of what is null by its nature',
      ],
    },
  },
  {
    fault: 'A number that leads to nothing',
    expected: 'Forgotten only where GitHub says that there is none of it; else tried again later.',
    tests: {
      [stray]: ['says that there is none', 'is told of elsewhere', 'has no reason'],
      [byNumber]: ['what GitHub knows by its id, and not by its number, stays queued with one attempt more'],
    },
  },
  {
    fault: 'A node or a set of children that is null',
    expected: 'Written down, and read again by itself; never “the end”.',
    tests: {
      [wire]: [
        'a node that is null is read by itself; a child connection that is null is said to be incomplete',
      ],
      [incomplete]: ['that is null for ever, by its number too, is counted with its reason'],
      [nothingLost]: [
        'or not at all is queued with the reason, while later pages are read; each later run says so',
      ],
    },
  },
  {
    fault: 'A repository that is null, forbidden, behind single sign-on, an approval or an IP allow list',
    expected: 'That one is named with what to do; what was read of it is kept; the others go on.',
    tests: {
      [check]: ['%s that hides a repository is told from one that is gone'],
      [nothingLost]: ['with its whole repository, or out of sight, is kept'],
      [sync]: ['does not stop the others: the run is partial and names it, and a retry takes only that one'],
    },
  },
  {
    fault: '401; a token that ends in mid-pass',
    expected:
      'That of an installation is replaced once, and the pass goes on at its cursor; else the run ends and says what to do.',
    tests: {
      [installation]: [
        'that is refused in mid-pass is replaced once, and the pass goes on at its cursor',
        'that is refused although it is new is not asked for without end',
        'is replaced before it ends, once, and none is refused',
      ],
      [sync]: ['a wrong token and none end the run, and a retry goes on with what is stored since'],
      [app]: ['whose tokens live %s is read to its end, each page once, and all of it is there'],
    },
  },
  {
    fault: 'An installation that is suspended, removed, or of fewer repositories',
    expected:
      'The run ends with what to do, and health says it; what was read is kept. What it sees no more is named, and the others go on.',
    tests: {
      [appHooks]: [
        '%s: the run that follows ends with what to do, and health says it',
        'resumed: what had changed meanwhile is read, and nothing is wrong any more',
        'with a repository less: that one is named, what was read of it is kept, and the others are read',
      ],
    },
  },
  {
    fault: 'More pages without a way on, an empty page, a cursor that is none',
    expected: 'The pass begins anew, once; then it ends loudly, and the next run begins anew.',
    tests: {
      [wire]: [
        'a page %s that says there are more does not go on without end',
        'a wrong token, a repository that is not there, and a cursor that is none',
      ],
      [stored]: [
        'a cursor that GitHub does not know any more lets the pass begin anew, once, and all is read',
        'a cursor that GitHub does not know any more ends the pass loudly, and the next run reads all',
      ],
    },
  },
  {
    fault: 'Pull requests that change during the pass, are seen twice, or were updated in the same second',
    expected: 'None is lost, and none overwritten by an older one.',
    tests: {
      [client]: ['a pull request that changes between two pages is neither lost nor repeated, by creation'],
      [incomplete]: ['that changes while it is read is read again, of one version'],
      [sync]: [
        'without a backfill reads everything; equal times across page boundaries lose nothing',
        'and a backfill at once, while pull requests change, do not corrupt each other',
      ],
    },
  },
  {
    fault: 'More children of a kind than come with a page, and than come with the next',
    expected: 'All are read, in as many requests as predicted.',
    tests: {
      [client]: [
        'children of every kind overflow, and of an overflow page, and the requests are as predicted',
        'every pull request of the sample with every child, overflow and all, within the budget',
      ],
    },
  },
  {
    fault: 'A set of children that has become smaller',
    expected: 'Replaced whole: nothing of it is left behind.',
    tests: { [stored]: ['a set that has become smaller is replaced whole: nothing of it is left behind'] },
  },
  {
    fault: 'An author who is gone, a bot, a mannequin, an organization; a team as reviewer',
    expected: 'Told apart by their kind: who is gone is no bot.',
    tests: { [client]: ['an author may be %s', 'a reviewer may be a team, a bot, a mannequin or gone'] },
  },
  {
    fault: 'A repository that is renamed, transferred, archived or empty; a name that another has taken',
    expected: 'Followed by its id, mixed up with no other, and no error.',
    tests: {
      [nothingLost]: [
        'is followed by its id: its name, owner, default branch, and that it is archived',
        'whose old name another has taken is not mixed up with it, and each can be named',
      ],
      [client]: ['of an empty repository there is nothing, and nothing is wrong'],
    },
  },
  {
    fault: 'Ids over 2³¹; NUL, halves of pairs, 256 KB of text',
    expected: 'Kept as they are, or as they can be; no reason to stop.',
    tests: {
      [client]: ['ids beyond 53 bits stay what they are'],
      [stored]: ['with %s are no reason to stop, and come out as they can be kept'],
    },
  },
  {
    fault: 'Cancelled, or its process ended, during a wait of an hour',
    expected: 'Ends at once; what was read is whole, and the next process goes on after it.',
    tests: {
      [waits]: [
        'an hour keeps no run from being cancelled at once, and what it has read is whole',
        'an hour, %s: the process that waits ends at once, and the next goes on after the last page',
      ],
      [wire]: ['nothing is sent with that credential meanwhile, and a cancelled wait ends at once'],
      [installation]: ['is waited for by each until that one is cancelled'],
    },
  },
  {
    fault: 'GitHub is down',
    expected:
      'A run waits without a slot, from its first step on, says until when, and goes on after its last page. Nothing is marked missing.',
    tests: {
      [inTransit]: [
        'a server that is down, without the token in the error',
        'that is down is named, without its password',
      ],
      [waits]: [
        '%s: waits in %s without a slot, and goes on by itself',
        'nobody at all: a backfill waits for the connection, and reads all once there is one',
        'a run that GitHub leaves in its midst waits, marks nothing missing, and goes on after its last page',
      ],
      [installation]: ['whose replacement does not come serves until it ends'],
    },
  },
]

/** @throws Error when a test that is named is not there */
export function faultReference(root: string): string {
  const rows = faults.map(({ fault, expected, tests }) => {
    const links = Object.entries(tests).map(([path, names]) => {
      const text = readFileSync(join(root, path), 'utf8')
      for (const name of names)
        if (!text.includes(`'${name}'`))
          throw new Error(`docs/github.md names a test that is not in ${path}: ${name}`)
      const [, folder, file] = /^packages\/([^/]+)\/test\/(.+)\.test\.ts$/.exec(path)!
      return `[${folder}/${file}](../${path}): ${names.map((name) => `“${name}”`).join('; ')}`
    })
    return `| ${fault} | ${expected} | ${links.join('<br>')} |`
  })
  return `# What GitHub may do to us\n\nGenerated by \`pnpm docs:write\`. What can go wrong between GitHub and a sync, what has to come of it, and the tests that are tried on it. A test that is named and is not there fails the build of this page; “%s” stands for the rows of a test’s table.\n\n| What goes wrong | What comes of it | Tried by |\n| --- | --- | --- |\n${rows.join('\n')}\n\n${appReference()}`
}
