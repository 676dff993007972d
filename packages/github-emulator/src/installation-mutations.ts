/** What can happen to an installation of an app: its account suspends it, removes it, or selects other repositories for it. */
import type { AppData } from './apps.ts'
import type { RepositoryData } from './dataset.ts'
import { installationEvent } from './hook-payloads.ts'
import type { HookEvent } from './webhooks.ts'

export type InstallationMutation =
  | { readonly kind: 'suspend' | 'unsuspend' | 'uninstall'; readonly installationId: number }
  | {
      readonly kind: 'select'
      readonly installationId: number
      readonly added?: readonly string[]
      readonly removed?: readonly string[]
    }

/** @throws Error where there is no such installation */
export function changeInstallation(
  apps: readonly AppData[],
  mutation: InstallationMutation,
  { at, repositories }: { readonly at: string; readonly repositories: readonly RepositoryData[] },
): HookEvent[] {
  const app = apps.find(({ installations }) => installations.some(({ id }) => id === mutation.installationId))
  const installation = app?.installations.find(({ id }) => id === mutation.installationId)
  if (!app || !installation) throw new Error(`There is no installation ${mutation.installationId}.`)
  switch (mutation.kind) {
    case 'suspend':
      installation.suspendedAt = at
      return [installationEvent(app, installation, 'suspend')]
    case 'unsuspend':
      installation.suspendedAt = null
      return [installationEvent(app, installation, 'unsuspend')]
    case 'uninstall':
      app.installations.splice(app.installations.indexOf(installation), 1)
      return [installationEvent(app, installation, 'deleted')]
    case 'select': {
      const { added = [], removed = [] } = mutation
      const all = repositories.filter(({ owner }) => owner === installation.account).map(({ id }) => id)
      const before = installation.repositories === 'all' ? all : installation.repositories
      installation.repositories = [...new Set([...before, ...added])].filter((id) => !removed.includes(id))
      const refs = (ids: readonly string[]) =>
        repositories
          .filter(({ id }) => ids.includes(id))
          .map(({ id, owner, name }) => ({ node_id: id, name, full_name: `${owner}/${name}` }))
      return [
        installationEvent(app, installation, added.length > 0 ? 'added' : 'removed', {
          repositories_added: refs(added),
          repositories_removed: refs(removed),
        }),
      ]
    }
  }
}
