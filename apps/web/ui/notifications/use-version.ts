/**
 * The version that a form is sent with. Several forms are of one setting: what changes beside a form's own part is no
 * conflict, what changes in it since it was opened is one.
 */
import { useState } from 'react'

export interface Version {
  readonly version: string
  /** Begins with what is there now. */
  begin(part: unknown, version: string): void
}

/** @param part as it is now */
export function useVersion(part: unknown, version: string): Version {
  const [from, setFrom] = useState({ text: JSON.stringify(part), version })
  return {
    version: JSON.stringify(part) === from.text ? version : from.version,
    begin: (begun, at) => setFrom({ text: JSON.stringify(begun), version: at }),
  }
}
