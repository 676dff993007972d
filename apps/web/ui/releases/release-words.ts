/** A release and its waits in words. */
import type { ReleaseBatch } from '../api/types.ts'
import { type Clock, formatDuration } from '../format/duration.ts'
import { formatPlural } from '../format/number.ts'
import type { Zone } from '../format/zone.ts'

const kinds: Readonly<Record<ReleaseBatch['kind'], string>> = {
  tag: 'tag',
  deployment: 'deployment to',
  'pull-request': 'pull request',
}

/** `tag v0.8.0`, `deployment to production` */
export const releaseName = ({ kind, name }: Pick<ReleaseBatch, 'kind' | 'name'>): string =>
  `${kinds[kind]} ${name}`

/** `acme/app, tag v0.8.0, 3 Aug 2026, 09:51: 61 pull requests, median wait 57.4 d` */
export const releaseWords = (
  batch: ReleaseBatch,
  zone: Pick<Zone, 'dateTime'>,
  clock: Clock = 'wall',
): string =>
  `${batch.repository}, ${releaseName(batch)}, ${zone.dateTime(batch.at)}: ${formatPlural(batch.size, 'pull request')}, ${batch.medianWaitSeconds === 0 && clock === 'wall' ? 'released by the merge' : `median wait ${formatDuration(batch.medianWaitSeconds, clock)}`}`
