/** Whose network an address is of: addresses of one count as one, so that nobody has many by having one. */
import { isIPv6 } from 'node:net'

const networkGroups = 4

/** What one customer has: of IPv6 a /64, any address of which is theirs to come from. */
export function networkOf(address: string): string {
  const [plain = ''] = address.split('%')
  if (!isIPv6(plain)) return address
  const shortest = new URL(`http://[${plain}]`).hostname.slice(1, -1)
  // IPv4, as a server has it that listens to both.
  if (shortest.startsWith('::ffff:')) return shortest
  const [before = [], after = []] = shortest.split('::').map((part) => part.split(':').filter(Boolean))
  const between = Array<string>(8 - before.length - after.length).fill('0')
  return `${[...before, ...between, ...after].slice(0, networkGroups).join(':')}::/64`
}
