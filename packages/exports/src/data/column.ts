/** A column of the exported data: what it is called, in which unit, and what it means. */

export type Unit =
  | 'text'
  | 'id'
  | 'JSON'
  | 'count'
  | 'Unix seconds (UTC)'
  | 'seconds'
  | 'working seconds'
  | '0 or 1'

export interface Column {
  readonly name: string
  readonly unit: Unit
  readonly meaning: string
}

const of =
  (unit: Unit) =>
  (name: string, meaning: string): Column => ({ name, unit, meaning })

export const text = of('text')
export const id = of('id')
export const json = of('JSON')
export const count = of('count')
export const instant = of('Unix seconds (UTC)')
export const seconds = of('seconds')
export const workingSeconds = of('working seconds')
export const flag = of('0 or 1')

export interface Relation {
  readonly name: string
  readonly kind: 'table' | 'view'
  /** What a row is. */
  readonly meaning: string
  readonly columns: readonly Column[]
}
