/** Pull requests that are not held but made when they are asked for, found by number and by when they came or changed. */
export type OrderField = 'createdAt' | 'updatedAt'

export interface Following {
  readonly field: OrderField
  readonly isDescending: boolean
  /** What stands there itself does not follow. Null: from the beginning. */
  readonly after: { readonly at: string; readonly number: number } | null
}

export interface History<One> {
  /** Numbers begin at 1, without gaps. */
  readonly length: number
  /** Undefined where there is none. */
  byNumber(number: number): One | undefined
  /** One after the other, as they are taken. Equal times are in the order of their numbers. */
  following(place: Following): Iterable<One>
}
