/** Where the API of a GitHub is that people sign in with: as organizations have it that are read there. */

/** @param url `https://github.com`, or the address of a GitHub Enterprise Server, without a slash at its end */
export const githubApiOf = ({ url }: { readonly url: string }): string =>
  new URL(url).hostname === 'github.com' ? 'https://api.github.com' : `${url}/api/v3`
