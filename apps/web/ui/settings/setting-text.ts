/** Settings as they are called, and as text for who would rather write that. */
export type Parsed = { readonly value: unknown } | { readonly problem: string }

export const toText = (value: unknown): string => JSON.stringify(value, null, 2)

export function fromText(text: string): Parsed {
  try {
    return { value: JSON.parse(text) }
  } catch (error) {
    return { problem: `This is no JSON: ${(error as Error).message}` }
  }
}

export const settingLabels: Readonly<Record<string, string>> = {
  releaseRule: 'Release rule',
  excludedLogins: 'Excluded people',
  botLogins: 'Bots',
  mergedLogins: 'Merged logins',
  generatedFiles: 'Generated files',
  kinds: 'Kinds',
  longLivedBranches: 'Long-lived branches',
  codingWindowDays: 'Coding window, in days',
  calendar: 'Calendar',
  teams: 'Teams',
  personPages: 'Person pages',
  schedules: 'Schedules',
  discovery: 'Discovery',
}
