/** A page's name, the one question that it answers, and what it is about just now. */
import type { ReactNode } from 'react'
import { usePageTitle } from '../format/page-title.ts'
import './page-head.css'

export interface PageHeadProps {
  readonly title: string
  readonly question: string
  readonly children?: ReactNode
}

export function PageHead({ title, question, children }: PageHeadProps) {
  usePageTitle(title)
  return (
    <header className="page-head">
      <div>
        <h1>{title}</h1>
        <p className="page-question">{question}</p>
      </div>
      {children && <div className="page-actions">{children}</div>}
    </header>
  )
}

export const Section = ({
  title,
  note,
  id,
  children,
}: {
  title: string
  note?: ReactNode
  id?: string
  children: ReactNode
}) => (
  <section className="section" {...(id ? { id } : {})}>
    <div className="section-head">
      <h2>{title}</h2>
      {note && <p className="small muted">{note}</p>}
    </div>
    {children}
  </section>
)
