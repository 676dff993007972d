/** What the address asks for and no page knows is named, never dropped. */
import { formatList } from '../format/number.ts'
import { Notice } from '../parts/conditions.tsx'
import { useView } from './organization.tsx'

export function UnknownParameters() {
  const { unknown } = useView()
  if (!unknown) return null
  const names = Object.keys(unknown)
  return (
    <Notice>
      The address asks for {formatList(names.map((name) => `‘${name}’`))}, which no page knows: nothing is
      chosen by {names.length === 1 ? 'it' : 'them'}.
    </Notice>
  )
}
