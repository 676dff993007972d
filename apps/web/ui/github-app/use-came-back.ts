/** What GitHub sent the browser back with: taken out of the address at once, which would be kept with it. */
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useView } from '../app/organization.tsx'
import type { View } from '../app/view.ts'

export interface CameBack {
  readonly code: string
  readonly state: string
}

export function useCameBack(): CameBack | null {
  // The pages know a state of their own, that of pull requests.
  const { state, unknown } = useView()
  const navigate = useNavigate()
  const [came] = useState(() => {
    const code = unknown?.code
    return code === undefined || state === undefined ? null : { code, state }
  })
  const hasMore = state !== undefined || unknown !== undefined
  useEffect(() => {
    if (hasMore)
      void navigate({
        to: '.',
        search: (({ state: _state, unknown: _unknown, ...rest }: View) => rest) as never,
        replace: true,
      })
  }, [hasMore, navigate])
  return came
}
