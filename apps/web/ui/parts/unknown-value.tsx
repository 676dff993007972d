/** A value of the address that a page does not know is named, and what stands there instead is what it says itself. */
import { Notice } from './conditions.tsx'

interface UnknownValueProps {
  readonly name: string
  readonly value: string | undefined
  readonly known: readonly string[]
  /** Where it is several by commas. */
  readonly isList?: boolean
}

export function UnknownValue({ name, value, known, isList = false }: UnknownValueProps) {
  const odd = (isList ? (value?.split(',') ?? []) : [value ?? '']).filter(
    (one) => one !== '' && !known.includes(one),
  )
  if (odd.length === 0) return null
  return (
    <Notice>
      The address asks for ‘{name}={odd.join(',')}’, which is not known here: nothing is chosen by it.
    </Notice>
  )
}
