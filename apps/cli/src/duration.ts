/** `42 s`, `12.5 min`, `5.2 h`, `3.4 d`; a dash for what could not be computed. */
export function formatDuration(seconds: number | null): string {
  if (seconds === null) return '–'
  if (seconds < 60) return `${Math.round(seconds)} s`
  if (seconds < 3_600) return `${(seconds / 60).toFixed(1)} min`
  if (seconds < 86_400) return `${(seconds / 3_600).toFixed(1)} h`
  return `${(seconds / 86_400).toFixed(1)} d`
}
