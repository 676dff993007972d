/** Of an address that begins with its pull request's, only the rest is kept. */

/** What is left of one begins so; GitHub's addresses begin with their scheme. */
function isRestAt(text: string, position: number): boolean {
  const first = text[position]
  return first === '#' || first === '/'
}

/** One that is shortened already stays as it is. */
export const shortenAddress = (address: string | null, pullRequestUrl: string): string | null =>
  address !== null && isRestAt(address, pullRequestUrl.length) && address.startsWith(pullRequestUrl)
    ? address.slice(pullRequestUrl.length)
    : address

export const lengthenAddress = (address: string | null, pullRequestUrl: string): string | null =>
  address !== null && isRestAt(address, 0) ? pullRequestUrl + address : address
