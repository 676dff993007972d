/**
 * Texts from GitHub as lines of a terminal: a title may hold what moves the cursor, sets the window's title or turns
 * the order of letters around. Lengths are in characters as people count them, not in halves of one.
 */

/** All that commands a terminal but a new line and a tab, and what changes the direction of writing. */
const commanding = /[^\P{Cc}\n\t]|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu

export const printable = (text: string): string => text.replace(commanding, '\ufffd')

/** JSON that is the same value and prints safely. */
export const printableJson = (value: unknown): string =>
  JSON.stringify(value).replace(
    commanding,
    (character) => `\\u${character.codePointAt(0)!.toString(16).padStart(4, '0')}`,
  )

/** Of a terminal's line, in characters: what prints wider is cut or broken. */
export const lineLength = 80

const lengthOf = (text: string): number => [...text].length

/** Cut to so many characters, the last of which says that it is. */
export function shorten(text: string, length: number): string {
  const characters = [...text]
  return characters.length > length
    ? `${characters
        .slice(0, Math.max(0, length - 1))
        .join('')
        .trimEnd()}…`
    : text
}

export const padTo = (text: string, length: number): string =>
  text + ' '.repeat(Math.max(0, length - lengthOf(text)))

/** As many of the names as there is room for, and how many more there are. */
export function shortenList(names: readonly string[], length: number): string {
  for (let shown = names.length; shown > 0; shown--) {
    const more = names.length - shown
    const text = `${names.slice(0, shown).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
    if (lengthOf(text) <= length) return text
  }
  return shorten(names.join(', '), length)
}

/** A line as it is, or, where it is longer than a line may be, broken between words, the rest of it further in. */
export function wrapText(line: string): string[] {
  if (lengthOf(line) <= lineLength) return [line]
  const begin = /^ */.exec(line)![0]
  const lines = [begin]
  for (const word of line.trim().split(' ')) {
    const last = lines.at(-1)!
    const joined = last.trim() === '' ? last + word : `${last} ${word}`
    if (lengthOf(joined) <= lineLength || last.trim() === '') lines[lines.length - 1] = joined
    else lines.push(`${begin}  ${word}`)
  }
  return lines
}

/** Parts beside each other, in as few lines as hold them whole. */
export function wrapParts(parts: readonly string[]): string[] {
  const lines: string[] = []
  for (const part of parts) {
    const joined = lines.length === 0 ? part : `${lines.at(-1)} · ${part}`
    if (lines.length > 0 && lengthOf(joined) <= lineLength) lines[lines.length - 1] = joined
    else lines.push(part)
  }
  return lines
}

export interface Named {
  readonly repository: string
  readonly number: number
  readonly title: string
}

/** `owner/name#12  Title`, on one line. */
export function nameOf({ repository, number, title }: Named): string {
  const name = `${repository}#${number}`
  const line = title.replace(/\s+/gu, ' ').trim()
  return line === '' ? name : `${name}  ${line}`
}
