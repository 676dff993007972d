/** A week by its Monday, to what was merged in it. */
import { Link } from '@tanstack/react-router'
import { useOrganizationId, useView } from '../app/organization.tsx'
import { useToday } from '../app/today.ts'
import { formatDay } from '../format/day.ts'
import { weekView } from './week-view.ts'

export function WeekLink({ day }: { day: string }) {
  const org = useOrganizationId()
  return (
    <Link to="/o/$org/pulls" params={{ org }} search={weekView(useView(), day, useToday())}>
      {formatDay(day)}
    </Link>
  )
}
