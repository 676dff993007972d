/** Ends an API token, for good: whatever works with it stops at once. */
import { organizationPath } from '../api/queries.ts'
import type { ApiToken } from '../api/types.ts'
import { TwoStepButton } from '../parts/two-step-button.tsx'
import type { SaidChange } from '../settings/use-said-change.tsx'

export interface RevokeTokenProps {
  readonly organization: string
  readonly token: Pick<ApiToken, 'id' | 'name'>
  readonly change: SaidChange
  readonly onRevoked?: () => void
}

export const RevokeToken = ({ organization, token: { id, name }, change, onRevoked }: RevokeTokenProps) => (
  <TwoStepButton
    asks="Revoke…"
    does={`Revoke ${name}`}
    keeps={`Keep ${name}`}
    name={name}
    onSure={async () => {
      const path = `${organizationPath(organization)}/tokens/${encodeURIComponent(id)}`
      if (await change.send(`${name} is revoked.`, 'DELETE', path)) onRevoked?.()
    }}
  />
)
