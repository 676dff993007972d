/** What is left of each credential's quota: it is full again an hour after it was first drawn on. */
import type { Viewer } from './viewer.ts'

export type Resource = 'core' | 'graphql'

export interface Quota {
  readonly limit: number
  readonly used: number
  readonly remaining: number
  /** Milliseconds since 1970. */
  readonly resetAt: number
}

export interface RateLimits {
  /** False where nothing is counted, as on some GitHub Enterprise Servers. */
  readonly areCounted: boolean
  quotaOf(viewer: Viewer, resource: Resource): Quota
  draw(viewer: Viewer, resource: Resource, points: number): void
  /** None where nothing is counted. */
  headersOf(viewer: Viewer, resource: Resource): Record<string, string>
}

const requestsPerHour = 5_000

/** @param pointsPerHour null: nothing is counted */
export function createRateLimits(pointsPerHour: number | null, now: () => number): RateLimits {
  const buckets = new Map<string, { readonly resetAt: number; used: number }>()
  const bucketOf = ({ login, installationId }: Viewer, resource: Resource) => {
    const key = `${resource} of ${installationId ?? login}`
    const known = buckets.get(key)
    if (known && known.resetAt > now()) return known
    const fresh = { resetAt: now() + 3_600_000, used: 0 }
    buckets.set(key, fresh)
    return fresh
  }
  const quotaOf: RateLimits['quotaOf'] = (viewer, resource) => {
    const { used, resetAt } = bucketOf(viewer, resource)
    const limit = pointsPerHour === null ? 0 : resource === 'graphql' ? pointsPerHour : requestsPerHour
    return { limit, used, remaining: Math.max(0, limit - used), resetAt }
  }
  return {
    areCounted: pointsPerHour !== null,
    quotaOf,
    draw(viewer, resource, points) {
      bucketOf(viewer, resource).used += points
    },
    headersOf(viewer, resource) {
      if (pointsPerHour === null) return {}
      const { limit, remaining, used, resetAt } = quotaOf(viewer, resource)
      return {
        'x-ratelimit-limit': String(limit),
        'x-ratelimit-remaining': String(remaining),
        'x-ratelimit-used': String(used),
        'x-ratelimit-reset': String(Math.ceil(resetAt / 1000)),
        'x-ratelimit-resource': resource,
      }
    },
  }
}
