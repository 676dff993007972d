/** Of which list the lines are, of what kind, and whose. */
import type { FormEvent } from 'react'
import { useChangeView, useView } from '../app/organization.tsx'
import { accountWords, memberKinds, settingWords } from './audit-words.ts'

export type AuditList = 'settings' | 'members' | 'accounts'

const labels: Readonly<Record<AuditList, string>> = {
  settings: 'Settings and runs',
  members: 'Members and tokens',
  accounts: 'Sign-ins and accounts',
}

const kinds: Readonly<Record<AuditList, readonly (readonly [name: string, label: string])[]>> = {
  settings: Object.entries(settingWords),
  members: memberKinds.map((kind) => [kind, accountWords[kind]]),
  accounts: Object.entries(accountWords),
}

export interface AuditFilterProps {
  /** Null for one that there is not. */
  readonly list: AuditList | null
  /** Whether who looks may see what is of the whole installation. */
  readonly hasAccounts: boolean
}

export function AuditFilter({ list, hasAccounts }: AuditFilterProps) {
  const { what, who } = useView()
  const change = useChangeView()
  const show = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const wanted = String(new FormData(event.currentTarget).get('who')).trim()
    change({ who: wanted === '' ? undefined : wanted } as never)
  }
  const shown = (['settings', 'members', 'accounts'] as const).filter(
    (name) => name !== 'accounts' || hasAccounts || list === 'accounts',
  )
  return (
    <form className="audit-filter" onSubmit={show}>
      <label>
        Of{' '}
        <select
          value={list ?? ''}
          onChange={({ currentTarget: { value } }) =>
            change({ list: value === 'settings' ? undefined : value, what: undefined } as never)
          }
        >
          {list === null && <option value="">–</option>}
          {shown.map((name) => (
            <option key={name} value={name}>
              {labels[name]}
            </option>
          ))}
        </select>
      </label>
      {list !== null && (
        <label>
          What{' '}
          <select
            value={what ?? ''}
            onChange={({ currentTarget: { value } }) =>
              change({ what: value === '' ? undefined : value } as never)
            }
          >
            <option value="">everything</option>
            {what !== undefined && !kinds[list].some(([name]) => name === what) && (
              <option value={what}>{what}</option>
            )}
            {kinds[list].map(([name, label]) => (
              <option key={name} value={name}>
                {label}
              </option>
            ))}
          </select>
        </label>
      )}
      <label>
        Who <input key={who ?? ''} name="who" defaultValue={who ?? ''} maxLength={200} autoComplete="off" />
      </label>
      <button type="submit" className="link-button">
        Show
      </button>
    </form>
  )
}
