/** What surrounds the pages that are of no organization: their name, and nothing else. */
import type { ReactNode } from 'react'
import { usePageTitle } from '../format/page-title.ts'
import './account.css'

export interface OutsideProps {
  readonly title: string
  readonly lead?: ReactNode
  readonly children?: ReactNode
}

export function Outside({ title, lead, children }: OutsideProps) {
  usePageTitle(title)
  return (
    <main className="outside account" id="content">
      <h1>{title}</h1>
      {lead && <p className="muted">{lead}</p>}
      {children}
    </main>
  )
}
