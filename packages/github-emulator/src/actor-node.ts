/** An account as a GraphQL object, whatever kind it is of. */
import { type ActorData, nodeId } from './dataset.ts'

export const toActor = (actor: ActorData | null | undefined) =>
  actor ? { ...actor, id: nodeId(actor.__typename[0] ?? 'U', actor.login), slug: actor.login } : null
