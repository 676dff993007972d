/** One number: what it is, how it changed, of how many it is, and the list behind it. */
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { ListAddress } from '../app/list-address.ts'
import { useOrganizationId } from '../app/organization.tsx'
import type { View } from '../app/view.ts'
import './figures.css'

export interface FigureProps {
  readonly label: string
  readonly value: string
  readonly title?: string
  /** Against the period before, or what else is to be read with it; null where nothing was before to compare with. */
  readonly change?: string | null
  readonly coverage: ReactNode
  /** What is behind it; left out where no list is exactly that. */
  readonly list?: View
  /** The id of what on this page lists all that it counts. */
  readonly below?: string
  /** A list of pull requests, if nothing else is said. */
  readonly listAt?: ListAddress
  /** Of fewer than five. */
  readonly isFew: boolean
  readonly chart?: ReactNode
}

export function Figure(props: FigureProps) {
  const { label, value, title, change, coverage, list, below, listAt = '/o/$org/pulls', isFew, chart } = props
  const org = useOrganizationId()
  const shown = { className: 'figure-value', 'data-few': isFew, ...(title ? { title } : {}) }
  return (
    <div className="figure">
      <h2 className="figure-label">{label}</h2>
      <div>
        <div className="figure-row">
          {list ? (
            <Link to={listAt} params={{ org }} search={list} {...shown}>
              {value}
            </Link>
          ) : below === undefined ? (
            <span {...shown}>{value}</span>
          ) : (
            <a href={`#${below}`} {...shown}>
              {value}
            </a>
          )}
          {chart}
        </div>
        {change !== undefined && (
          <p className="figure-change">{change ?? 'nothing before to compare with'}</p>
        )}
        <p className="figure-coverage">{coverage}</p>
      </div>
    </div>
  )
}
