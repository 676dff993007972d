/** One bar, on every page that chooses pull requests: what it says stands in the address. */
import { SegmentedControl } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useRef } from 'react'
import { SavedViews } from '../views/saved-views.tsx'
import { FilterChoice } from './filter-choice.tsx'
import { isChosen, periodNames, scopeNames } from './filter-words.ts'
import { useChangeView, useDefaultPeriod, useOrganization, useView } from './organization.tsx'
import { PeriodChoice } from './period-choice.tsx'
import { TeamAsChoice } from './team-as-choice.tsx'
import './filter-bar.css'

export interface FilterBarProps {
  readonly hasPeriod: boolean
  readonly hasClock: boolean
  /** Of one person or team by its address. */
  readonly isOfGroup: boolean
  /** Names whom GitHub names: figures of single people are not for everybody, lists are. */
  readonly isList: boolean
}

export function FilterBar({ hasPeriod, hasClock, isOfGroup, isList }: FilterBarProps) {
  const { facts } = useOrganization()
  const { self, others } = facts.people
  const view = useView()
  const change = useChangeView()
  const own = useDefaultPeriod()
  const bar = useRef<HTMLElement>(null)
  // What stands in the bar of this page.
  const names = hasPeriod ? [...periodNames, ...scopeNames] : scopeNames
  // How a team is meant is not chosen beside the team.
  const chosen = scopeNames.filter((name) => name !== 'teamAs' && view[name] !== undefined).length
  const [isOpen, { toggle }] = useDisclosure(false)
  const clear = () => {
    change(Object.fromEntries(names.map((name) => [name, undefined])))
    // The button goes with what it clears: the first filter that is shown has the focus then.
    const controls = bar.current?.querySelectorAll<HTMLElement>('select, button') ?? []
    Array.from(controls)
      .find((control) => control.offsetParent !== null)
      ?.focus()
  }
  return (
    <search ref={bar} className="filter-bar on-screen" aria-label="Filters" data-open={isOpen}>
      {hasPeriod && <PeriodChoice />}
      <button
        type="button"
        className="filter-button filter-toggle"
        data-chosen={chosen > 0}
        aria-expanded={isOpen}
        onClick={toggle}
      >
        Filters{chosen > 0 && ` (${chosen})`}
      </button>
      {facts.repositories.length > 1 && (
        <FilterChoice name="repo" label="Repository" options={facts.repositories} />
      )}
      {!isOfGroup && facts.teams.length > 0 && (
        <FilterChoice name="team" label="Team" options={facts.teams.map(({ slug }) => slug)} about="teamAs" />
      )}
      {view.team !== undefined && <TeamAsChoice />}
      {!isOfGroup && (isList || others) && (
        <FilterChoice name="author" label="Author" options={[]} typed="A login" />
      )}
      {!isOfGroup && !isList && !others && self !== null && (
        <FilterChoice name="author" label="Author" options={[self]} />
      )}
      <FilterChoice name="size" label="Size" options={['XS', 'S', 'M', 'L', 'XL']} />
      <FilterChoice
        name="kind"
        label="Kind"
        options={['work', 'bot', 'release', 'back-merge', 'dependency', 'revert']}
        typed="Another kind"
      />
      <FilterChoice name="base" label="Base" options={[]} typed="A branch" />
      <FilterChoice name="path" label="Path" options={[]} typed="A folder, a file or a glob" />
      {names.some((name) => isChosen(view, name, own)) && (
        <button type="button" className="filter-clear" onClick={clear}>
          Clear
        </button>
      )}
      <SavedViews />
      {hasClock && (
        <SegmentedControl
          className="filter-clock"
          size="xs"
          aria-label="Clock"
          value={view.clock === 'working' ? 'working' : 'wall'}
          onChange={(clock) => change({ clock: clock === 'wall' ? undefined : clock } as never)}
          data={[
            { value: 'wall', label: 'Wall' },
            { value: 'working', label: 'Working hours' },
          ]}
        />
      )}
    </search>
  )
}
