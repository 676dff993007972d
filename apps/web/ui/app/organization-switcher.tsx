/** Which organization is shown; a choice only where there are several, or one may be added. */
import { Menu, UnstyledButton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { meQuery, organizationsQuery } from '../api/queries.ts'
import { useOrganizationId } from './organization.tsx'

export function OrganizationSwitcher() {
  const org = useOrganizationId()
  const { data } = useQuery(organizationsQuery())
  const mayCreate = useQuery(meQuery()).data?.isAdministrator ?? false
  const all = data?.organizations ?? []
  const name = all.find(({ id }) => id === org)?.name ?? org
  if (all.length < 2 && !mayCreate)
    return (
      <p className="switcher switcher-only">
        <Name name={name} />
      </p>
    )
  return (
    <Menu
      position="bottom-start"
      withinPortal={false}
      floatingStrategy="fixed"
      withInitialFocusPlaceholder={false}
      transitionProps={{ duration: 0 }}
    >
      <Menu.Target>
        <UnstyledButton className="switcher">
          <span className="hidden">Organization: </span>
          <Name name={name} />
          <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">
            <path d="M2 4l3-3 3 3M2 6l3 3 3-3" fill="none" stroke="currentColor" strokeWidth="1.3" />
          </svg>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown className="switcher-menu">
        {all.map(({ id, name: label }) => (
          <Menu.Item key={id} renderRoot={(props) => <Link {...props} to="/o/$org" params={{ org: id }} />}>
            {label}
          </Menu.Item>
        ))}
        {mayCreate && (
          <Menu.Item renderRoot={(props) => <Link {...props} to="/new-organization" />}>
            Create an organization…
          </Menu.Item>
        )}
        {mayCreate && (
          <Menu.Item renderRoot={(props) => <Link {...props} to="/admin" />}>
            Administer the installation
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}

/** Of a long one two lines, and all of it where it is pointed at. */
const Name = ({ name }: { name: string }) => (
  <span className="switcher-name" title={name}>
    {name}
  </span>
)
