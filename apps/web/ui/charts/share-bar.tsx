/** The summed time of a group by stage: one bar, since sums add up. */
import type { Figures } from '../api/types.ts'
import { stageFill } from '../states/fills.ts'
import { stageKeys, stageStyles } from '../states/states.ts'
import { PartBar, PartSvg } from './part-bar.tsx'

interface ShareProps {
  readonly shares: Figures['shares']
  readonly height: number
}

const toParts = (shares: Figures['shares']) =>
  stageKeys.map((key) => ({
    key,
    label: stageStyles[key].label,
    share: shares[key],
    fill: stageFill(key),
  }))

export const ShareBar = ({ shares, height = 22 }: Omit<ShareProps, 'height'> & Partial<ShareProps>) => (
  <PartBar parts={toParts(shares)} height={height} />
)

export const ShareSvg = ({ shares, ...size }: ShareProps & { readonly width: number }) => (
  <PartSvg parts={toParts(shares)} {...size} />
)
