/** What is for whoever administers the installation: others are told so, and who is nobody yet signs in first. */
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect } from 'react'
import { meQuery } from '../api/queries.ts'
import { Asked } from '../parts/asked.tsx'
import { Loading, Notice } from '../parts/conditions.tsx'
import { goToSignIn } from './way-back.ts'

export interface ForAdministratorsProps {
  /** Over what others are told, where nothing else is the page's. */
  readonly title?: string
  readonly children: ReactNode
}

export function ForAdministrators({ title, children }: ForAdministratorsProps) {
  const me = useQuery(meQuery())
  const isNobody = me.data?.kind === 'nobody'
  useEffect(() => {
    if (isNobody) goToSignIn()
  }, [isNobody])
  return (
    <Asked isPage={title !== undefined} asked={me} lines={3}>
      {({ isAdministrator, kind }) =>
        isAdministrator ? (
          children
        ) : kind === 'nobody' ? (
          <Loading lines={3} />
        ) : (
          <>
            {title !== undefined && <h1>{title}</h1>}
            <Notice>This takes an administrator of the installation: ask whoever set it up.</Notice>
          </>
        )
      }
    </Asked>
  )
}
