/** Who is in a team, and from when to when. */
export interface MemberListProps {
  readonly members: readonly {
    readonly login: string
    /** Its first and last day; null for no bound. */
    readonly from: string | null
    readonly to: string | null
  }[]
}

export const MemberList = ({ members }: MemberListProps) =>
  members.length === 0 ? (
    <p className="muted">Nobody yet.</p>
  ) : (
    <ul>
      {members.map(({ login, from, to }) => (
        <li key={`${login} ${from} ${to}`}>
          {login}
          {from !== null && ` from ${from}`}
          {to !== null && ` to ${to}`}
        </li>
      ))}
    </ul>
  )
