/** Views that I keep by a name: each leads to its page as it was, and what a page shows can be kept too. */
import { Button, Popover } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useRouterState } from '@tanstack/react-router'
import { useState } from 'react'
import { Field, Problem } from '../account/fields.tsx'
import { useSubmit } from '../account/use-submit.ts'
import { tell } from '../api/client.ts'
import { organizationPath, savedViewsQuery } from '../api/queries.ts'
import type { SavedView } from '../api/types.ts'
import { useIsAtLeast } from '../app/my-role.ts'
import { useOrganizationId, useView } from '../app/organization.tsx'
import { Asked } from '../parts/asked.tsx'
import { TwoStepButton } from '../parts/two-step-button.tsx'
import { useSaidChange } from '../settings/use-said-change.tsx'
import { addressOfPage, pageOf, toSavedQuery, toView } from './view-address.ts'

export function SavedViews() {
  const mayKeep = useIsAtLeast('member')
  const page = useRouterState({ select: ({ location }) => pageOf(location.pathname) })
  const [isOpen, setIsOpen] = useState(false)
  if (!mayKeep) return null
  return (
    <Popover
      opened={isOpen}
      onChange={setIsOpen}
      position="bottom-start"
      withinPortal={false}
      trapFocus
      returnFocus
      transitionProps={{ duration: 0 }}
    >
      <Popover.Target>
        <button type="button" className="filter-button" onClick={() => setIsOpen((before) => !before)}>
          Saved views
        </button>
      </Popover.Target>
      <Popover.Dropdown className="filter-dropdown" aria-label="Saved views">
        <Kept onChosen={() => setIsOpen(false)} />
        {page !== null && <Keep page={page} />}
      </Popover.Dropdown>
    </Popover>
  )
}

function Kept({ onChosen }: { onChosen: () => void }) {
  const org = useOrganizationId()
  const kept = useQuery(savedViewsQuery(org))
  const remove = useSaidChange()
  return (
    <>
      {remove.said}
      <Asked asked={kept} lines={2}>
        {({ views }) =>
          views.length === 0 ? (
            <p className="small muted">None is kept yet.</p>
          ) : (
            <ul className="saved-views" aria-label="Kept">
              {views.map(({ id, name, page, query }) => (
                <li key={id}>
                  <Link
                    to={addressOfPage[page]}
                    params={{ org }}
                    search={toView(query) as never}
                    onClick={onChosen}
                  >
                    {name}
                  </Link>
                  <span className="small">
                    <TwoStepButton
                      asks="Remove"
                      does="Remove it"
                      keeps="Leave it"
                      name={name}
                      onSure={() =>
                        void remove.send(
                          `${name} is removed.`,
                          'DELETE',
                          `${organizationPath(org)}/views/${encodeURIComponent(id)}`,
                        )
                      }
                    />
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </Asked>
    </>
  )
}

function Keep({ page }: { page: SavedView['page'] }) {
  const org = useOrganizationId()
  const view = useView()
  const queries = useQueryClient()
  const { data: kept } = useQuery(savedViewsQuery(org))
  const [name, setName] = useState('')
  const isKept = kept?.views.some((one) => one.name === name.trim()) ?? false
  const submit = useSubmit(async () => {
    await tell('POST', `${organizationPath(org)}/views`, { name, page, query: toSavedQuery(view) })
    setName('')
    await queries.invalidateQueries({ queryKey: savedViewsQuery(org).queryKey })
  })
  return (
    <form className="saved-view" onSubmit={submit.onSubmit}>
      <Field
        name="name"
        label="Keep what is shown as"
        value={name}
        onChange={setName}
        submit={submit}
        {...(isKept ? { description: 'There is a view of this name: it is replaced.' } : {})}
      />
      <Problem submit={submit} />
      <Button type="submit" size="xs" loading={submit.isSending}>
        {isKept ? 'Replace it' : 'Keep it'}
      </Button>
    </form>
  )
}
