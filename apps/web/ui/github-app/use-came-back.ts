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
  const { unknown } = useView()
  const navigate = useNavigate()
  const [came] = useState(() => {
    const { code, state } = { ...unknown }
    return code === undefined || state === undefined ? null : { code, state }
  })
  const hasMore = unknown !== undefined
  useEffect(() => {
    if (hasMore)
      void navigate({
        to: '.',
        search: (({ unknown: _, ...rest }: View) => rest) as never,
        replace: true,
      })
  }, [hasMore, navigate])
  return came
}
