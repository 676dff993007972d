/** How people sign in, as the variables say that the server was started with: they are not set on a page. */
import type { Installation } from '../api/types.ts'
import { Notice } from '../parts/conditions.tsx'
import { Section } from '../parts/page-head.tsx'
import '../parts/pairs.css'

export function SignInWays({ signIn }: Pick<Installation, 'signIn'>) {
  const { github, isBehindProxy, isOpen, oidc, url } = signIn
  return (
    <Section title="Sign-in" note="As the variables of the server say; a change takes a restart.">
      {isOpen && (
        <Notice>
          Nobody signs in here: whoever reaches this server may do everything (UPFLOW_WEB_OPEN).
        </Notice>
      )}
      <dl className="pairs">
        <div>
          <dt>Address</dt>
          <dd>
            {url ?? (
              <>
                <code>UPFLOW_WEB_URL</code> is not set: links are of the server’s own address
              </>
            )}
            {isBehindProxy && ', behind a proxy that says where requests come from'}
          </dd>
        </div>
        <div>
          <dt>Password</dt>
          <dd>always, for who is invited</dd>
        </div>
        <div>
          <dt>GitHub</dt>
          <dd>
            <Provider provider={github} variable="UPFLOW_SIGN_IN_GITHUB_ID" />
          </dd>
        </div>
        <div>
          <dt>{oidc?.name ?? 'OpenID Connect'}</dt>
          <dd>
            <Provider provider={oidc} variable="UPFLOW_SIGN_IN_OIDC_ISSUER" />
          </dd>
        </div>
      </dl>
    </Section>
  )
}

interface ProviderProps {
  readonly provider: Installation['signIn']['github']
  /** Which begins it. */
  readonly variable: string
}

function Provider({ provider, variable }: ProviderProps) {
  if (provider === null)
    return (
      <>
        not set up: it begins with <code>{variable}</code>
      </>
    )
  return (
    <>
      {provider.at}, as the client <code>{provider.clientId}</code>; it sends people back to{' '}
      <code>{provider.callback}</code>
    </>
  )
}
