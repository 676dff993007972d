/** Comma-separated values (RFC 4180) that no spreadsheet takes for formulas. */

/** A spreadsheet executes what begins so, also in quotes: a title of a pull request may be anybody's. */
const formula = /^[\s]*[=+\-@\t\r]/

export const csvLine = (cells: readonly unknown[]): string => `${csvCells(cells)}\r\n`

/** Without the end of the line, for who writes lines. */
export const csvCells = (cells: readonly unknown[]): string => cells.map(csvCell).join(',')

function csvCell(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  const text = typeof value === 'string' ? value : textOf(value)
  const safe = formula.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

const textOf = (value: unknown): string =>
  Array.isArray(value) && value.every((one) => typeof one === 'string')
    ? value.join(' ')
    : JSON.stringify(value)
