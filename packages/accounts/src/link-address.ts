/** Where the links lead that are given out, and the names to which a server answers: so that it answers there. */
export interface Reach {
  /** Where it listens. */
  readonly host: string
  /** Further names by which it is reached, without ports. */
  readonly hosts: readonly string[]
  readonly port: number
  /** Where browsers reach it, where that was said. */
  readonly url: string | null
}

type Names = Omit<Reach, 'port'>

/** As they stand in an address. */
export const serverNames = ({ host, hosts, url }: Names): string[] => [
  ...hosts,
  ...(isEverywhere(host) ? [] : [inAddress(host)]),
  ...(url === null ? [] : [new URL(url).hostname]),
]

/** Without a slash at its end. Who listens everywhere is reached by the first name there is, or on this machine. */
export function linkAddress({ host, hosts, port, url }: Reach): string {
  const name = isEverywhere(host) ? (hosts[0] ?? '127.0.0.1') : host
  return url ?? `http://${inAddress(name)}:${port}`
}

const isEverywhere = (host: string) => host === '0.0.0.0' || host === '::'

const inAddress = (name: string) => (name.includes(':') && !name.startsWith('[') ? `[${name}]` : name)
