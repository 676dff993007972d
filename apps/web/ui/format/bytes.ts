/** Sizes of files, as people say them. */
const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const

/** `512 B`, `1.5 MB` */
export function formatBytes(bytes: number): string {
  const power = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3))
  return `${power === 0 ? bytes : (bytes / 1_000 ** power).toFixed(1)} ${units[power]}`
}
