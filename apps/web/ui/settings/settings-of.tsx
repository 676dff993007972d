/** Some of the settings, each in its form. */
import { useQuery } from '@tanstack/react-query'
import { settingsQuery } from '../api/queries.ts'
import type { Setting } from '../api/types.ts'
import { useOrganization } from '../app/organization.tsx'
import { ErrorPanel, Loading } from '../parts/conditions.tsx'
import { SettingForm } from './setting-form.tsx'
import './settings.css'

export function SettingsOf({ keys }: { keys: readonly Setting['key'][] }) {
  const { id } = useOrganization()
  const { data, error, refetch } = useQuery(settingsQuery(id))
  if (error && !data) return <ErrorPanel error={error} onRetry={() => void refetch()} />
  if (!data) return <Loading lines={8} />
  return data.settings
    .filter(({ key }) => keys.includes(key))
    .map((setting) => <SettingForm key={setting.key} setting={setting} />)
}
