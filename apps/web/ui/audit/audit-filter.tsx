/** Of which list the lines are, of what kind, and whose. */
import { type FormEvent, useId } from 'react'
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
  /** There is no other list beside it. */
  readonly isAlone?: boolean
}

export function AuditFilter({ list, hasAccounts, isAlone = false }: AuditFilterProps) {
  const { what, who } = useView()
  const change = useChangeView()
  const whoId = useId()
  // What the address asks for is shown, also where nothing is of it.
  const isListed = what === undefined || (list !== null && kinds[list].some(([name]) => name === what))
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
      {!isAlone && (
        <Choice
          label="Of"
          value={list ?? ''}
          onChange={(value) =>
            change({ list: value === 'settings' ? undefined : value, what: undefined } as never)
          }
          options={[
            ...(list === null ? [['', '–'] as const] : []),
            ...shown.map((name) => [name, labels[name]] as const),
          ]}
        />
      )}
      {list !== null && (
        <Choice
          label="What"
          value={what ?? ''}
          onChange={(value) => change({ what: value === '' ? undefined : value } as never)}
          options={[['', 'everything'], ...(isListed ? [] : [[what, what] as const]), ...kinds[list]]}
        />
      )}
      <span>
        <label htmlFor={whoId}>Who</label>{' '}
        <input
          id={whoId}
          key={who ?? ''}
          name="who"
          defaultValue={who ?? ''}
          maxLength={200}
          autoComplete="off"
        />
      </span>
      <button type="submit" className="link-button">
        Show
      </button>
    </form>
  )
}

interface ChoiceProps {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly options: readonly (readonly [value: string, label: string])[]
}

function Choice({ label, value, onChange, options }: ChoiceProps) {
  const id = useId()
  return (
    <span>
      <label htmlFor={id}>{label}</label>{' '}
      <select id={id} value={value} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
        {options.map(([name, text]) => (
          <option key={name} value={name}>
            {text}
          </option>
        ))}
      </select>
    </span>
  )
}
