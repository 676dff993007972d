/** Settings as they are written in a field: lists of words a line each, all else as JSON. */
const isWords = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string')

/** @param like the setting's default, which tells what it is made of */
export function toText(value: unknown, like: unknown): string {
  if (isWords(value) && isWords(like)) return value.join('\n')
  return JSON.stringify(value, null, 2)
}

export type Parsed = { readonly value: unknown } | { readonly problem: string }

export function fromText(text: string, like: unknown, isList: boolean): Parsed {
  if (isWords(like) && isList)
    return {
      value: text
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== ''),
    }
  try {
    return { value: JSON.parse(text) }
  } catch (error) {
    return { problem: `This is no JSON: ${(error as Error).message}` }
  }
}

/** `kinds` and `teams` are lists too, but not of words. */
export const listsOfWords = ['excludedLogins', 'botLogins', 'generatedFiles', 'longLivedBranches']

export const settingLabels: Readonly<Record<string, string>> = {
  releaseRule: 'Release rule',
  excludedLogins: 'Excluded people',
  botLogins: 'Bots',
  generatedFiles: 'Generated files',
  kinds: 'Kinds',
  longLivedBranches: 'Long-lived branches',
  codingWindowDays: 'Coding window, in days',
  calendar: 'Calendar',
  teams: 'Teams',
}
