/** The head of a column of moments: by whose clock they are. */
import type { Zone } from '../format/zone.ts'

export const MomentHead = ({ children, zone }: { children: string; zone: Zone }) => (
  <th scope="col">
    {children}, {zone.name}
  </th>
)
