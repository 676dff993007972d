/** Ctrl-K: to a pull request by its number, or to a page, without the mouse. */
import { useHotkeys } from '@mantine/hooks'
import { Link, useNavigate } from '@tanstack/react-router'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { carriedFilter } from './carried-filter.ts'
import { useFacts, useOrganizationId, useView } from './organization.tsx'
import type { Place } from './places.ts'
import { usePlaces } from './use-places.ts'

export function Search() {
  const dialog = useRef<HTMLDialogElement>(null)
  const [text, setText] = useState('')
  const [isSent, setIsSent] = useState(false)
  const org = useOrganizationId()
  const view = useView()
  const { data: facts } = useFacts()
  const navigate = useNavigate()
  const { places, isLooking, problem } = usePlaces(text, isSent)
  const linkTo = ({ to, params }: Place) => ({
    to,
    params: { org, ...params },
    ...(params ? {} : { search: carriedFilter(view, facts, to) }),
  })
  const write = (typed: string) => {
    setText(typed)
    setIsSent(false)
  }
  const open = () => dialog.current?.showModal()
  const close = () => {
    dialog.current?.close()
    write('')
  }
  useHotkeys([['mod+K', open]], [])
  // Who sends before the server has said which there are goes once it has.
  useEffect(() => {
    if (!isSent || isLooking) return
    setIsSent(false)
    const [first] = places
    if (!first) return
    close()
    void navigate(linkTo(first) as never)
  })
  return (
    <>
      <button type="button" className="search-button" onClick={open}>
        Go to… <kbd>Ctrl K</kbd>
      </button>
      <dialog
        ref={dialog}
        className="search-dialog"
        aria-label="Go to a pull request, a team or a page"
        onClose={() => write('')}
      >
        <form
          onSubmit={(event: FormEvent) => {
            event.preventDefault()
            setIsSent(true)
          }}
        >
          <label htmlFor="search-text">A pull request, such as app#1313, a team or a page</label>
          <input
            id="search-text"
            autoComplete="off"
            spellCheck={false}
            value={text}
            onChange={({ currentTarget }) => write(currentTarget.value)}
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
        <div role="status">
          {isLooking ? (
            <p className="muted">Looking for pull requests of that number…</p>
          ) : problem !== null ? (
            <p className="muted">{problem}</p>
          ) : (
            places.length === 0 && (
              <p className="muted">
                Nothing that was read is called that. Pull requests are found by number: app#1313.
              </p>
            )
          )}
        </div>
      </dialog>
    </>
  )
}
