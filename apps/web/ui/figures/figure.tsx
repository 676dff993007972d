/** One number: what it is, how it changed, of how many it is, and the list behind it. */
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useOrganizationId } from '../app/organization.tsx'
import type { View } from '../app/view.ts'
import './figures.css'

export interface FigureProps {
  readonly label: string
  readonly value: string
  readonly title?: string
  /** Against the period before; null where there is none. */
  readonly change: string | null
  readonly coverage: ReactNode
  readonly list: View
  /** Of fewer than five. */
  readonly isFew: boolean
  readonly chart?: ReactNode
}

export function Figure({ label, value, title, change, coverage, list, isFew, chart }: FigureProps) {
  const org = useOrganizationId()
  return (
    <div className="figure">
      <h2 className="figure-label">{label}</h2>
      <div className="figure-row">
        <Link
          to="/o/$org/pulls"
          params={{ org }}
          search={list}
          className="figure-value"
          data-few={isFew}
          {...(title ? { title } : {})}
        >
          {value}
        </Link>
        {chart}
      </div>
      <p className="figure-change">{change ?? 'nothing before to compare with'}</p>
      <p className="figure-coverage">{coverage}</p>
    </div>
  )
}
