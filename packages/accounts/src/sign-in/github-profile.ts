/** Who somebody is on GitHub: the account's number, which stays, and the address that GitHub has seen proved. */

interface GithubUser {
  readonly id: number
  readonly login: string
  readonly name: string | null
}
interface GithubEmail {
  readonly email: string
  readonly primary: boolean
  readonly verified: boolean
}

const patienceMs = 10_000

/** Null when GitHub does not say, or no address is proved. */
export async function githubProfile(apiUrl: string, accessToken: string) {
  const ask = async <T>(path: string): Promise<T | null> => {
    const response = await fetch(`${apiUrl}${path}`, {
      headers: {
        authorization: `Bearer ${accessToken}`,
        accept: 'application/vnd.github+json',
        'user-agent': 'upflow',
      },
      redirect: 'error',
      signal: AbortSignal.timeout(patienceMs),
    })
    return response.ok ? ((await response.json()) as T) : null
  }
  const user = await ask<GithubUser>('/user')
  const emails = await ask<readonly GithubEmail[]>('/user/emails')
  const email = emails?.find(({ primary, verified }) => primary && verified)?.email
  if (!user || email === undefined) return null
  return { id: String(user.id), login: user.login, name: user.name ?? user.login, email, emailVerified: true }
}
