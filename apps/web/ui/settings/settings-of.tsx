/** Some of the settings, each in its form. */
import { useQuery } from '@tanstack/react-query'
import { settingsQuery } from '../api/queries.ts'
import type { Setting } from '../api/types.ts'
import { useOrganization } from '../app/organization.tsx'
import { Asked } from '../parts/asked.tsx'
import { SettingForm } from './setting-form.tsx'
import './settings.css'

export function SettingsOf({ keys }: { keys: readonly Setting['key'][] }) {
  const { id } = useOrganization()
  const settings = useQuery(settingsQuery(id))
  return (
    <Asked asked={settings} lines={8}>
      {(data) =>
        data.settings
          .filter(({ key }) => keys.includes(key))
          .map((setting) => <SettingForm key={setting.key} setting={setting} />)
      }
    </Asked>
  )
}
