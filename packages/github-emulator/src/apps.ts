/** GitHub Apps: what is known of one, where it is installed, and who may speak for it. */
import { verify } from 'node:crypto'
import { RestRefused } from './rest-refused.ts'

export interface AppData {
  readonly id: number
  readonly clientId: string
  readonly slug: string
  readonly name: string
  /** PEM. The private key is its owner's alone. */
  readonly publicKey: string
  readonly webhook: { url: string; secret: string } | null
  readonly permissions: Readonly<Record<string, string>>
  readonly events: readonly string[]
  /** One that is taken out is uninstalled: its tokens are worth nothing from then on. */
  readonly installations: InstallationData[]
}

export interface InstallationData {
  readonly id: number
  /** The login of whoever it is installed for. */
  readonly account: string
  /** Default: an organization's. */
  readonly accountType?: 'Organization' | 'User'
  /** Node ids, or all that the account owns. */
  repositories: 'all' | string[]
  /** What its account has agreed to; default: what the app asks for. */
  permissions?: Readonly<Record<string, string>>
  suspendedAt: string | null
}

const longestSeconds = 600
/** How far apart GitHub lets the clocks be. */
const leewaySeconds = 60

/**
 * The app that a JSON web token speaks for: signed with its key, and made for these minutes.
 * @throws RestRefused 401, with GitHub's words
 */
export function appOf(token: string | null, apps: readonly AppData[], now: number): AppData {
  const [head, body, signature] = token?.split('.') ?? []
  const claims = claimsOf(body)
  if (!head || !signature || !claims) throw undecodable()
  const app = apps.find(({ id, clientId }) => claims.iss === clientId || Number(claims.iss) === id)
  if (!app) throw new RestRefused(404, 'Integration not found')
  const isSigned = verify(
    'RSA-SHA256',
    Buffer.from(`${head}.${body}`),
    app.publicKey,
    Buffer.from(signature, 'base64url'),
  )
  if (!isSigned) throw undecodable()
  const seconds = now / 1_000
  if (!(claims.iat <= seconds + leewaySeconds))
    throw new RestRefused(
      401,
      "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
    )
  if (!(claims.exp > seconds))
    throw new RestRefused(
      401,
      "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
    )
  if (claims.exp > seconds + longestSeconds + leewaySeconds)
    throw new RestRefused(401, "'Expiration time' claim ('exp') is too far in the future")
  return app
}

const undecodable = () => new RestRefused(401, 'A JSON web token could not be decoded')

interface Claims {
  readonly iss: string | number
  readonly iat: number
  readonly exp: number
}

function claimsOf(body: string | undefined): Claims | null {
  try {
    return JSON.parse(Buffer.from(body ?? '', 'base64url').toString('utf8')) as Claims
  } catch {
    return null
  }
}
