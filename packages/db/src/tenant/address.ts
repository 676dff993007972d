/** Of an address that begins with its pull request's, only the rest is kept. */

/** What is left of one begins so; GitHub's addresses begin with their scheme. */
const isRest = (text: string) => text.startsWith('#') || text.startsWith('/')

export function shortenAddress(address: string | null, pullRequestUrl: string): string | null {
  if (!address?.startsWith(pullRequestUrl)) return address
  const rest = address.slice(pullRequestUrl.length)
  return isRest(rest) ? rest : address
}

export const lengthenAddress = (address: string | null, pullRequestUrl: string): string | null =>
  address !== null && isRest(address) ? pullRequestUrl + address : address
