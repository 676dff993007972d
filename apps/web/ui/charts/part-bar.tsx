/** A whole by its parts: one bar as long as the whole, for what adds up. */
import { useElementSize } from '@mantine/hooks'
import { formatShare } from '../format/number.ts'
import { stack } from './shares.ts'
import './charts.css'

export interface Part {
  readonly key: string
  readonly label: string
  /** From 0 to 1; null where there is no whole. */
  readonly share: number | null
  readonly fill: string
}

interface PartBarProps {
  readonly parts: readonly Part[]
  readonly height: number
}

export function PartBar({ parts, height }: PartBarProps) {
  const { ref, width } = useElementSize()
  return (
    <div ref={ref} className="share-bar-box" style={{ minHeight: height }}>
      {width > 0 && <PartSvg parts={parts} width={width} height={height} />}
    </div>
  )
}

export const PartSvg = ({ parts, width, height }: PartBarProps & { readonly width: number }) => (
  <svg
    width={width}
    height={height}
    role="img"
    aria-label={parts.map(({ label, share }) => `${label} ${formatShare(share)}`).join(', ')}
    className="share-bar"
  >
    {stack(
      parts.map(({ fill, share }) => ({ key: fill, share })),
      width,
    ).map(({ key, from, to }) => (
      <rect key={key} x={from} width={Math.max(0, to - from - 1)} height={height} fill={key} />
    ))}
  </svg>
)
