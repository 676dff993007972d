/** The slug of the team of the generated organization: a fifth of all people, each for some years only. */
export const datedTeam = 'platform'
