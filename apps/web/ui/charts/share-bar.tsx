/** The summed time of a group by stage: one bar, since sums add up. */
import { useElementSize } from '@mantine/hooks'
import type { Figures } from '../api/types.ts'
import { formatShare } from '../format/number.ts'
import { stageFill } from '../states/patterns.tsx'
import { stageKeys, stageStyles } from '../states/states.ts'
import { stack } from './shares.ts'
import './charts.css'

const words = (shares: Figures['shares']) =>
  stageKeys.map((key) => `${stageStyles[key].label} ${formatShare(shares[key])}`).join(', ')

export function ShareBar({ shares, height = 22 }: { shares: Figures['shares']; height?: number }) {
  const { ref, width } = useElementSize()
  return (
    <div ref={ref} className="share-bar-box" style={{ minHeight: height }}>
      {width > 0 && <ShareSvg shares={shares} width={width} height={height} />}
    </div>
  )
}

export const ShareSvg = ({
  shares,
  width,
  height,
}: {
  shares: Figures['shares']
  width: number
  height: number
}) => (
  <svg width={width} height={height} role="img" aria-label={words(shares)} className="share-bar">
    {stack(
      stageKeys.map((key) => ({ key, share: shares[key] })),
      width,
    ).map(({ key, from, to }) => (
      <rect key={key} x={from} width={Math.max(0, to - from - 1)} height={height} fill={stageFill(key)} />
    ))}
  </svg>
)
