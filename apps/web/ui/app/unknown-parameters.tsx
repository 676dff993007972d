/** What the address asks for and no page knows, or asks for twice, is named, never dropped. */
import { formatList } from '../format/number.ts'
import { Notice } from '../parts/conditions.tsx'
import { useView } from './organization.tsx'

export function UnknownParameters() {
  const { unknown, ...view } = useView()
  if (!unknown) return null
  const names = Object.keys(unknown)
  const twice = names.filter((name) => Object.hasOwn(view, name))
  const odd = names.filter((name) => !twice.includes(name))
  return (
    <>
      {odd.length > 0 && (
        <Notice>
          The address asks for {formatList(odd.map((name) => `‘${name}’`))}, which no page knows: nothing is
          chosen by {odd.length === 1 ? 'it' : 'them'}.
        </Notice>
      )}
      {twice.map((name) => (
        <Notice key={name}>
          The address says ‘{name}’ more than once: the first of them counts, and ‘{unknown[name]}’ does not.
        </Notice>
      ))}
    </>
  )
}
