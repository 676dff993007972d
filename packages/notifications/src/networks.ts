/** Addresses and networks as they are written. A door of its own: configuration is read by every command. */
import { BlockList, isIP } from 'node:net'

/** Null when it is an address or a network. */
export function networkProblem(text: string): string | null {
  try {
    toNetworks([text])
    return null
  } catch {
    return 'must be addresses and networks such as 127.0.0.1 or 10.0.0.0/8, with commas between them'
  }
}

/** @throws RangeError when one is none */
export function toNetworks(networks: readonly string[]): BlockList {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', bits, ...rest] = network.split('/')
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    if (rest.length > 0 || (bits !== undefined && !/^\d+$/.test(bits)))
      throw new RangeError(`'${network}' is no network`)
    if (bits === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(bits), family)
  }
  return list
}
