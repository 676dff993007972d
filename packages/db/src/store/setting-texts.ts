/** What is set, by its key, as JSON. Some settings stood together under `rules` before each had a row of its own. */

export function settingTextsOf(
  rows: readonly { readonly key: string; readonly value: string }[],
): Map<string, string> {
  const texts = new Map(rows.map(({ key, value }) => [key, value]))
  const together = texts.get('rules')
  if (together !== undefined)
    for (const [key, value] of Object.entries(JSON.parse(together) as Record<string, unknown>))
      if (!texts.has(key)) texts.set(key, JSON.stringify(value))
  return texts
}
