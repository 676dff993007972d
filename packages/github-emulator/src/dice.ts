/** Seeded choices, as generated data needs them. The same seed makes the same choices. */
import { seeded } from '@upflow/tooling/seeded'

export class Dice {
  readonly #random: () => number

  constructor(seed: number) {
    this.#random = seeded(seed)
  }

  chance(of: number): boolean {
    return this.#random() < of
  }

  /** Both ends included. */
  whole(least: number, most: number): number {
    return least + Math.floor(this.#random() * (most - least + 1))
  }

  /** As `whole`; small numbers are likelier, the more so the higher the power. */
  low(least: number, most: number, power: number): number {
    return least + Math.floor(this.#random() ** power * (most - least + 1))
  }

  pick<T>(items: readonly T[]): T {
    return items[this.whole(0, items.length - 1)]!
  }

  list<T>(count: number, make: (index: number) => T): T[] {
    const items: T[] = []
    for (let index = 0; index < count; index++) items.push(make(index))
    return items
  }

  /** In order. */
  instants(count: number, from: number, to: number): number[] {
    return this.list(count, () => this.whole(from, to)).sort((a, b) => a - b)
  }

  /** Forty hexadecimal digits. */
  sha(): string {
    let digits = ''
    while (digits.length < 40) digits += (0x10000000 + this.whole(0, 0xefffffff)).toString(16)
    return digits
  }
}
