/** The parts of a sum in working hours: of the same segments, their working seconds. */
import type { Segment, Sum } from '../api/types.ts'

export const workingParts = ({ parts }: Sum, segments: readonly Segment[]): Sum['parts'] =>
  parts.map((part) => ({
    ...part,
    seconds: segments
      .filter(({ state, to }) => state === part.state && to !== null)
      .reduce((sum, { workingSeconds }) => sum + (workingSeconds ?? 0), 0),
  }))
