/** Days as whole numbers since 1970-01-01, in which the next one is one more, whatever a clock does. */
const dayMs = 86_400_000

export const partsOf = (
  day: number,
): { readonly year: number; readonly month: number; readonly date: number } => {
  const at = new Date(day * dayMs)
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, date: at.getUTCDate() }
}

/** `2026-12-25` */
export const toIsoDay = (day: number): string => new Date(day * dayMs).toISOString().slice(0, 10)

/** Of `20261225`; null where there is no such day. */
export function dayOf(text: string): number | null {
  const [, year = '', month = '', date = ''] = /^(\d{4})(\d{2})(\d{2})$/.exec(text) ?? []
  const at = Date.UTC(Number(year), Number(month) - 1, Number(date))
  const isThere = new Date(at).toISOString().slice(0, 10) === `${year}-${month}-${date}`
  return isThere ? at / dayMs : null
}
