/**
 * The commits in a payload as text: taken from between the members around it, since PostgreSQL reads no JSON in which a
 * text has a NUL or half of a character, as titles may have. Within texts the quotes are escaped.
 */

/** @param row the alias of a row of `raw_pull_requests` */
export const commitsIn = (row: string): string =>
  `'[' || split_part(split_part(${row}.payload, ',"commits":[', 2), '],"reviews":[', 1) || ']'`
