/** Ctrl-K: to a pull request by its number, or to a page, without the mouse. */
import { useHotkeys } from '@mantine/hooks'
import { Link, useNavigate } from '@tanstack/react-router'
import { type FormEvent, useRef, useState } from 'react'
import { carriedFilter } from './carried-filter.ts'
import { useMyRole } from './my-role.ts'
import { useFacts, useOrganizationId, useView } from './organization.tsx'
import { findPlaces, type Place } from './places.ts'

export function Search() {
  const dialog = useRef<HTMLDialogElement>(null)
  const [text, setText] = useState('')
  const org = useOrganizationId()
  const view = useView()
  const { data: facts } = useFacts()
  const navigate = useNavigate()
  const role = useMyRole()
  const places = findPlaces(text, {
    repositories: facts?.repositories ?? [],
    teams: facts?.teams ?? [],
    role,
  })
  const linkTo = ({ to, params }: Place) => ({
    to,
    params: { org, ...params },
    ...(params ? {} : { search: carriedFilter(view, facts, to) }),
  })
  const open = () => dialog.current?.showModal()
  const close = () => {
    dialog.current?.close()
    setText('')
  }
  useHotkeys([['mod+K', open]], [])
  const go = (event: FormEvent) => {
    event.preventDefault()
    const [first] = places
    if (!first) return
    close()
    void navigate(linkTo(first) as never)
  }
  return (
    <>
      <button type="button" className="search-button" onClick={open}>
        Go to… <kbd>Ctrl K</kbd>
      </button>
      <dialog
        ref={dialog}
        className="search-dialog"
        aria-label="Go to a pull request, a team or a page"
        onClose={() => setText('')}
      >
        <form onSubmit={go}>
          <label htmlFor="search-text">A pull request, such as app#1313, a team or a page</label>
          <input
            id="search-text"
            autoComplete="off"
            spellCheck={false}
            value={text}
            onChange={({ currentTarget }) => setText(currentTarget.value)}
          />
        </form>
        <ul className="search-results">
          {places.map((place) => (
            <li key={`${place.what} ${place.label}`}>
              <Link {...(linkTo(place) as { to: '/' })} onClick={close}>
                {place.label}
                <span className="muted small">{place.what}</span>
              </Link>
            </li>
          ))}
        </ul>
        {places.length === 0 && (
          <p className="muted">Nothing is called that. Pull requests are found by number: app#1313.</p>
        )}
      </dialog>
    </>
  )
}
