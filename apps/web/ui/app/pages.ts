/** The pages that can be gone to, in their groups, each for whom: who may not see one is not offered it. */
import type { Role } from '../api/types.ts'
import { isAtLeast } from './roles.ts'

interface Page {
  readonly to: string
  readonly label: string
  /** Where its group does not stand over it. */
  readonly alone?: string
  /** Left out of those that are for everybody. */
  readonly least?: Role
}

export interface PageGroup {
  readonly name: string
  readonly pages: readonly Page[]
}

const groups: readonly PageGroup[] = [
  { name: 'Today', pages: [{ to: '/o/$org/now', label: 'Now' }] },
  {
    name: 'Flow',
    pages: [
      { to: '/o/$org', label: 'Overview' },
      { to: '/o/$org/cycle-time', label: 'Cycle time' },
      { to: '/o/$org/reviews', label: 'Reviews' },
      { to: '/o/$org/flow', label: 'Flow' },
      { to: '/o/$org/releases', label: 'Releases' },
    ],
  },
  {
    name: 'Data',
    pages: [
      { to: '/o/$org/pulls', label: 'Pull requests' },
      { to: '/o/$org/runs', label: 'Runs' },
      { to: '/o/$org/health', label: 'Health' },
    ],
  },
  {
    name: 'Settings',
    pages: [
      { to: '/o/$org/settings/general', label: 'General', alone: 'General settings', least: 'admin' },
      { to: '/o/$org/settings/connection', label: 'GitHub', alone: 'GitHub connection', least: 'admin' },
      { to: '/o/$org/settings/repositories', label: 'Repositories', least: 'admin' },
      { to: '/o/$org/settings', label: 'Rules', least: 'admin' },
      { to: '/o/$org/settings/calendar', label: 'Calendar', least: 'admin' },
      { to: '/o/$org/settings/people', label: 'People', least: 'admin' },
      { to: '/o/$org/settings/teams', label: 'Teams', least: 'admin' },
      { to: '/o/$org/settings/notifications', label: 'Notifications', least: 'admin' },
      { to: '/o/$org/settings/export', label: 'Export and backup', least: 'admin' },
      { to: '/o/$org/settings/audit', label: 'Audit', least: 'admin' },
      { to: '/o/$org/settings/members', label: 'Members', least: 'admin' },
      { to: '/o/$org/settings/tokens', label: 'API tokens', least: 'member' },
      { to: '/o/$org/settings/removal', label: 'Danger zone', least: 'owner' },
    ],
  },
]

/** @param role null for one that is not known: what is for everybody */
export const pagesFor = (role: Role | null): readonly PageGroup[] =>
  groups.flatMap(({ name, pages }) => {
    const own = pages.filter(({ least }) => least === undefined || isAtLeast(role, least))
    return own.length === 0 ? [] : [{ name, pages: own }]
  })
