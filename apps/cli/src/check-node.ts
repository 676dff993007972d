/** The versions of Node that this runs under. What a command loads would fail in an older one with a riddle. */

const [leastMajor, leastMinor] = [20, 19]

/** @throws Error that says which version runs, and which is needed */
export function checkNode(version: string): void {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return
  throw new Error(
    `This is Node ${version}, and Upflow needs ${leastMajor}.${leastMinor} or later: install it, then the packages again with 'pnpm install'.`,
  )
}
