/** Of all that a browser says of itself, its name and that of its system: `Firefox on Windows`. */

/** The first that fits: most call themselves by the names of others too. */
const browsers: readonly [RegExp, string][] = [
  [/Edg(?:e|A|iOS)?\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/Firefox\/|FxiOS\//, 'Firefox'],
  [/Chrome\/|CriOS\//, 'Chrome'],
  [/Safari\//, 'Safari'],
]
const systems: readonly [RegExp, string][] = [
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/CrOS/, 'ChromeOS'],
  [/Linux/, 'Linux'],
]

/** What is none of those is said as it stands. */
export function browserWords(userAgent: string): string {
  const [browser, system] = [browsers, systems].map((all) => all.find(([sign]) => sign.test(userAgent))?.[1])
  if (browser === undefined) return userAgent
  return system === undefined ? browser : `${browser} on ${system}`
}
