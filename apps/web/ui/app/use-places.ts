/**
 * What is offered for what is typed. A number may be of a pull request in any repository: the server is asked for each,
 * and only what there is is offered.
 */
import { useDebouncedValue } from '@mantine/hooks'
import { useQueries } from '@tanstack/react-query'
import { isRefusal } from '../api/client.ts'
import { storyQuery } from '../api/queries.ts'
import { useMyRole } from './my-role.ts'
import { useFacts, useOrganizationId } from './organization.tsx'
import { findPlaces, type Place } from './places.ts'

/** Until somebody has typed on. */
const typingMs = 150
/** Of a number alone, in an organization of many repositories. */
const mostAsked = 40

export interface Places {
  readonly places: readonly Place[]
  /** Whether there may be more, of which the server has not answered yet. */
  readonly isLooking: boolean
  /** Why it is not known whether there is more; null when it is. */
  readonly problem: string | null
}

/** @param isSent whoever types has done so */
export function usePlaces(text: string, isSent: boolean): Places {
  const org = useOrganizationId()
  const { data: facts } = useFacts()
  const role = useMyRole()
  const [typed] = useDebouncedValue(text, typingMs)
  const found = findPlaces(text, { repositories: facts?.repositories ?? [], teams: facts?.teams ?? [], role })
  const numbered = found.flatMap(({ pullRequest }) => pullRequest ?? [])
  const asked = numbered.slice(0, mostAsked)
  const answers = useQueries({
    queries: asked.map((address) => ({ ...storyQuery(org, address), enabled: isSent || typed === text })),
  })
  const isThere = ({ pullRequest }: Place) =>
    pullRequest === undefined || answers[asked.indexOf(pullRequest)]?.data !== undefined
  const unknown = answers.find(({ error }) => error !== null && !isRefusal(error))
  return {
    places: found.filter(isThere),
    isLooking: answers.some(({ isPending }) => isPending),
    problem:
      unknown?.error?.message ??
      (numbered.length > asked.length
        ? `Looked for in the first ${mostAsked} repositories alone: name the repository as well.`
        : null),
  }
}
