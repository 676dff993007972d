/**
 * A generated history of any length. Held are a seed and two times of each pull request, twelve bytes and an order;
 * each is made whenever it is read.
 */
import type { PullRequestData } from './dataset.ts'
import type { Dice } from './dice.ts'
import { GeneratedPullRequest, lifeOf } from './generated-pull-request.ts'
import type { Following, History, OrderField } from './history.ts'

/** @param seeds of each pull request, in the order of the numbers */
export function createGeneratedHistory(seeds: Uint32Array): History<PullRequestData> {
  const count = seeds.length
  const times: Record<OrderField, Uint32Array> = {
    createdAt: new Uint32Array(count),
    updatedAt: new Uint32Array(count),
  }
  for (let index = 0; index < count; index++) {
    const { createdAt, endedAt } = lifeOf({ number: index + 1, count, seed: seeds[index]! })
    times.createdAt[index] = createdAt
    times.updatedAt[index] = endedAt
  }
  const orders = new Map<OrderField, Uint32Array>()
  /** Their places, from the earliest on. */
  const orderOf = (field: OrderField): Uint32Array => {
    const known = orders.get(field)
    if (known) return known
    const at = times[field]
    const order = Uint32Array.from({ length: count }, (_, index) => index).sort(
      (a, b) => at[a]! - at[b]! || a - b,
    )
    orders.set(field, order)
    return order
  }
  const make = (index: number): PullRequestData =>
    new GeneratedPullRequest({ number: index + 1, count, seed: seeds[index]! })

  return {
    length: count,
    byNumber: (number) =>
      Number.isInteger(number) && number >= 1 && number <= count ? make(number - 1) : undefined,
    *following({ field, isDescending, after }: Following) {
      const order = orderOf(field)
      const at = times[field]
      /** How many stand before a place, that place included or not. */
      const before = (seconds: number, number: number, isIncluded: boolean): number => {
        let low = 0
        let high = count
        while (low < high) {
          const middle = (low + high) >>> 1
          const index = order[middle]!
          const distance = at[index]! - seconds || index + 1 - number
          if (distance < 0 || (isIncluded && distance === 0)) low = middle + 1
          else high = middle
        }
        return low
      }
      const seconds = after === null ? 0 : Date.parse(after.at) / 1_000
      if (isDescending) {
        const end = after === null ? count : before(seconds, after.number, false)
        for (let place = end - 1; place >= 0; place--) yield make(order[place]!)
      } else {
        const begin = after === null ? 0 : before(seconds, after.number, true)
        for (let place = begin; place < count; place++) yield make(order[place]!)
      }
    },
  }
}

/** The same for the same dice. */
export function seedsFrom(dice: Dice, count: number): Uint32Array {
  const seeds = new Uint32Array(count)
  for (let index = 0; index < count; index++) seeds[index] = dice.whole(0, 2 ** 32 - 1)
  return seeds
}
