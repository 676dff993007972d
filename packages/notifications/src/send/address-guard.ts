/**
 * To which addresses anything is sent: public ones, and the networks that whoever runs Upflow allows. A name is looked
 * up once, and what it led to is connected to: whoever answers for the name cannot lead elsewhere afterwards.
 */
import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { toNetworks } from '../networks.ts'
import { NotificationsError } from '../notifications-error.ts'

export interface AddressGuard {
  /** The addresses of a host that may be connected to. @throws NotificationsError `notifications/address-refused`, `notifications/unreachable` */
  addressesOf(host: string): Promise<readonly string[]>
}

export interface AddressGuardOptions {
  /** Addresses and networks that are allowed although they are not public: `127.0.0.1`, `10.0.0.0/8`. */
  readonly allowed?: readonly string[]
  /** For tests: what a name leads to. */
  readonly resolve?: (host: string) => Promise<readonly string[]>
}

/** IPv4 that is not for all: this machine, private, shared, link-local, documentation, benchmarks, multicast, reserved. */
const notPublic4 = toNetworks([
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
])
/** IPv6 that is for all is in one block; within it lie documentation, and ways to wrap an IPv4 address. */
const global6 = toNetworks(['2000::/3'])
const notPublic6 = toNetworks(['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'])

export function createAddressGuard({
  allowed = [],
  resolve = resolveName,
}: AddressGuardOptions = {}): AddressGuard {
  const own = toNetworks(allowed)
  const mayBe = (address: string): boolean => {
    const family = isIP(address)
    if (family === 0) return false
    if (own.check(address, family === 4 ? 'ipv4' : 'ipv6')) return true
    return family === 4
      ? !notPublic4.check(address, 'ipv4')
      : global6.check(address, 'ipv6') && !notPublic6.check(address, 'ipv6')
  }
  return {
    async addressesOf(host) {
      const found = isIP(host) ? [host] : await resolve(host)
      const good = found.filter(mayBe)
      if (good.length > 0) return good
      throw new NotificationsError(
        'notifications/address-refused',
        `Nothing is sent to ${host}: its address is private, this machine's or reserved. Whoever runs Upflow may allow it by UPFLOW_NOTIFY_NETWORKS.`,
        { host },
      )
    },
  }
}

async function resolveName(host: string): Promise<string[]> {
  try {
    return (await lookup(host, { all: true, verbatim: true })).map(({ address }) => address)
  } catch (cause) {
    throw new NotificationsError(
      'notifications/unreachable',
      `The name ${host} cannot be resolved (${(cause as NodeJS.ErrnoException).code}). Check it, and the network.`,
      { host },
      { cause, retryable: true },
    )
  }
}
