/** The stages with their patterns and shares; each leads to the list that is longest in it first. */
import { Link } from '@tanstack/react-router'
import type { Figures } from '../api/types.ts'
import { useOrganizationId, useView } from '../app/organization.tsx'
import { formatShare } from '../format/number.ts'
import { stageFill } from '../states/fills.ts'
import { Swatch } from '../states/patterns.tsx'
import { stageKeys, stageStyles } from '../states/states.ts'
import { mergedList } from './merged-list.ts'
import './figures.css'

export function StageShares({ shares }: { shares: Figures['shares'] }) {
  const org = useOrganizationId()
  const view = useView()
  return (
    <ul className="share-labels">
      {stageKeys.map((key) => (
        <li key={key}>
          <Link
            to="/o/$org/pulls"
            params={{ org }}
            search={{ ...mergedList(view), sort: key }}
            title={stageStyles[key].meaning}
          >
            <Swatch fill={stageFill(key)} />
            {stageStyles[key].label} <strong>{formatShare(shares[key])}</strong>
          </Link>
        </li>
      ))}
    </ul>
  )
}

export const StageLegend = () => (
  <ul className="chart-legend">
    {stageKeys.map((key) => (
      <li key={key} title={stageStyles[key].meaning}>
        <Swatch fill={stageFill(key)} />
        {stageStyles[key].label}
      </li>
    ))}
  </ul>
)
