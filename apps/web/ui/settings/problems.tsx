/** What is wrong with all of a setting, of no field of it. */
export const Problems = ({ problems }: { problems: readonly string[] }) =>
  problems.length === 0 ? null : (
    <span className="small field-problem" role="alert">
      {problems.join('; ')}
    </span>
  )
