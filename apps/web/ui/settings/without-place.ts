/**
 * What is wrong, as it is said beside its field, which says where: `Must be a name` of `teams.0.name must be a name`. Of
 * a list, which line it is.
 */
export function withoutPlace(problem: string): string {
  const [, last, words] = /^(?:[\w-]+\.)+([\w-]+) (.+)$/s.exec(problem) ?? []
  if (last === undefined || words === undefined) return problem
  if (/^\d+$/.test(last)) return `Line ${Number(last) + 1} ${words}`
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`
}
