/** What a chosen team is to a pull request. */
import { useChangeView, useView } from './organization.tsx'

const roles = [
  { value: 'author', label: 'as author' },
  { value: 'reviewer', label: 'as reviewer' },
  { value: 'repository', label: 'by its repositories' },
] as const

export function TeamAsChoice() {
  const { teamAs } = useView()
  const change = useChangeView()
  return (
    <label className="filter-select">
      <span className="hidden">Team as</span>
      <select
        value={teamAs ?? 'author'}
        onChange={({ currentTarget: { value } }) =>
          change({ teamAs: value === 'author' ? undefined : value } as never)
        }
      >
        {roles.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </label>
  )
}
