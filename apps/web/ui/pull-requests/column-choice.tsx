/** Which columns the list has: what is ticked stands in the address. */
import { Checkbox, Popover } from '@mantine/core'
import { useChangeView } from '../app/organization.tsx'
import { type Column, columns } from './columns.tsx'

export function ColumnChoice({ chosen }: { chosen: readonly Column[] }) {
  const change = useChangeView()
  const keys = chosen.map(({ key }) => key)
  const set = (next: readonly string[]) =>
    change({ columns: next.filter((key) => key !== 'pull').join(',') } as never)
  return (
    <Popover
      position="bottom-end"
      withinPortal={false}
      trapFocus
      returnFocus
      transitionProps={{ duration: 0 }}
    >
      <Popover.Target>
        <button type="button" className="filter-button on-screen">
          Columns
        </button>
      </Popover.Target>
      <Popover.Dropdown className="filter-dropdown" aria-label="Columns">
        <fieldset>
          <legend>Columns</legend>
          {columns
            .filter(({ key }) => key !== 'pull')
            .map(({ key, label }) => (
              <Checkbox
                key={key}
                size="xs"
                label={label}
                checked={keys.includes(key)}
                onChange={({ currentTarget }) =>
                  set(currentTarget.checked ? [...keys, key] : keys.filter((one) => one !== key))
                }
              />
            ))}
        </fieldset>
      </Popover.Dropdown>
    </Popover>
  )
}
