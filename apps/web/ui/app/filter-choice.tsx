/** One thing to choose by: a button that says what is chosen, and a list to tick. */
import { Checkbox, Popover, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { chosenWords } from './filter-words.ts'
import { useChangeView, useView } from './organization.tsx'
import type { View } from './view.ts'

export interface FilterChoiceProps {
  readonly name: 'repo' | 'team' | 'author' | 'size' | 'kind' | 'base' | 'path'
  readonly label: string
  readonly options: readonly string[]
  /** What can be typed that is not listed. */
  readonly typed?: string
  /** What says nothing without a choice, and goes with it. */
  readonly about?: keyof View
}

export function FilterChoice({ name, label, options, typed, about }: FilterChoiceProps) {
  const chosen = useView()[name] ?? []
  const change = useChangeView()
  const [text, setText] = useState('')
  const set = (values: readonly string[]) =>
    change(
      values.length > 0 ? { [name]: values } : { [name]: undefined, ...(about && { [about]: undefined }) },
    )
  const all = [...options, ...chosen.filter((one) => !options.includes(one))]
  const add = (event: FormEvent) => {
    event.preventDefault()
    const added = text.trim()
    if (added !== '' && !chosen.includes(added)) set([...chosen, added])
    setText('')
  }
  return (
    <Popover
      position="bottom-start"
      withinPortal={false}
      trapFocus
      returnFocus
      transitionProps={{ duration: 0 }}
    >
      <Popover.Target>
        <button type="button" className="filter-button" data-chosen={chosen.length > 0}>
          {chosen.length === 0 ? (
            label
          ) : (
            <>
              <span className="hidden">{label}: </span>
              {chosenWords(name, chosen)}
            </>
          )}
          <svg width="8" height="8" viewBox="0 0 8 8" aria-hidden="true">
            <path d="M1 2.5l3 3 3-3" fill="none" stroke="currentColor" strokeWidth="1.3" />
          </svg>
        </button>
      </Popover.Target>
      <Popover.Dropdown className="filter-dropdown" aria-label={label}>
        <fieldset>
          <legend>{label}</legend>
          {all.map((option) => (
            <Checkbox
              key={option}
              size="xs"
              label={option}
              checked={chosen.includes(option)}
              onChange={({ currentTarget }) =>
                set(currentTarget.checked ? [...chosen, option] : chosen.filter((one) => one !== option))
              }
            />
          ))}
        </fieldset>
        {typed && (
          <form onSubmit={add}>
            <TextInput
              size="xs"
              label={typed}
              description="Enter adds it"
              value={text}
              onChange={({ currentTarget }) => setText(currentTarget.value)}
            />
          </form>
        )}
        {chosen.length > 0 && (
          <button type="button" className="link-button small" onClick={() => set([])}>
            Choose none
          </button>
        )}
      </Popover.Dropdown>
    </Popover>
  )
}
