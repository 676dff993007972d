/** Hosts of their own on one machine, as network namespaces: what root alone may make. None outlives its test. */
import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

const ip = (...args: string[]) => execFileSync('ip', args, { stdio: ['ignore', 'pipe', 'pipe'] })

export interface Network {
  /** Comes before a command that runs on this host. */
  enter(host: number): string[]
  /** Of the first host, for the others. */
  readonly address: string
  cut(host: number): void
  heal(host: number): void
  remove(): void
}

/**
 * False where this user may make none, which is said: what needs them is skipped. Also in CI, whose containers often
 * give no such right, to root neither.
 * @throws Error in CI when it may, and cannot
 */
export function canMakeNetworks(): boolean {
  const name = `upflow-${process.pid}-try`
  const made = spawnSync('ip', ['netns', 'add', name], { encoding: 'utf8' })
  if (made.status === 0) {
    ip('netns', 'del', name)
    return true
  }
  const why = made.error?.message ?? made.stderr.trim()
  if (process.env.CI && mayMakeNetworks())
    throw new Error(`Not to be skipped in CI: hosts of their own (${why}; Debian: apt install iproute2)`)
  console.warn(`Skipped: hosts of their own, as network namespaces (${why}).`)
  return false
}

/** `CAP_NET_ADMIN` and `CAP_SYS_ADMIN` of Linux. */
const neededRights = (1n << 12n) | (1n << 21n)

function mayMakeNetworks(): boolean {
  if (process.platform !== 'linux') return false
  const [, rights] = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))!
  return (BigInt(`0x${rights}`) & neededRights) === neededRights
}

/** The first host, and others that have a link to it each and none to anything else. */
export function makeNetwork(others: number): Network {
  const nameOf = (host: number) => `upflow-${process.pid}-${host}`
  const links = Array.from({ length: others }, (_, index) => index + 1)
  const remove = () => {
    for (const host of [0, ...links]) spawnSync('ip', ['netns', 'del', nameOf(host)])
  }
  try {
    for (const host of [0, ...links]) {
      ip('netns', 'add', nameOf(host))
      ip('-n', nameOf(host), 'link', 'set', 'lo', 'up')
    }
    ip('-n', nameOf(0), 'link', 'add', 'hub', 'type', 'bridge')
    ip('-n', nameOf(0), 'address', 'add', '10.77.0.1/24', 'dev', 'hub')
    ip('-n', nameOf(0), 'link', 'set', 'hub', 'up')
    for (const host of links) {
      ip(
        '-n',
        nameOf(0),
        'link',
        'add',
        `to${host}`,
        'type',
        'veth',
        'peer',
        'name',
        'out',
        'netns',
        nameOf(host),
      )
      ip('-n', nameOf(0), 'link', 'set', `to${host}`, 'master', 'hub')
      ip('-n', nameOf(0), 'link', 'set', `to${host}`, 'up')
      ip('-n', nameOf(host), 'address', 'add', `10.77.0.${host + 1}/24`, 'dev', 'out')
      ip('-n', nameOf(host), 'link', 'set', 'out', 'up')
    }
  } catch (error) {
    remove()
    throw error
  }
  return {
    address: '10.77.0.1',
    enter: (host) => ['ip', 'netns', 'exec', nameOf(host)],
    cut: (host) => void ip('-n', nameOf(0), 'link', 'set', `to${host}`, 'down'),
    heal: (host) => void ip('-n', nameOf(0), 'link', 'set', `to${host}`, 'up'),
    remove,
  }
}
