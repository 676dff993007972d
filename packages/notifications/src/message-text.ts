/** A message as plain text. */
import type { Message } from './message.ts'

export const toText = ({ sections }: Pick<Message, 'sections'>): string =>
  sections
    .map(({ heading, lines }) =>
      [heading, ...lines.map(({ text, url }) => `- ${text}${url === null ? '' : `\n  ${url}`}`)].join('\n'),
    )
    .join('\n\n')
    .concat('\n')
