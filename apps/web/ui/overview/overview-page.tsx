/** Are we faster, and what slows us: of the whole organization, as far as the filter goes. */
import { LongestWaits } from './longest-waits.tsx'
import { Summary } from './summary.tsx'

export const OverviewPage = () => (
  <Summary title="Overview" question="Are we faster, and what slows us?">
    <LongestWaits />
  </Summary>
)
