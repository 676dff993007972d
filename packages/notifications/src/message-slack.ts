/** A message as Slack's incoming webhooks take it, and what is compatible with them. */
import type { Message } from './message.ts'

export const toSlack = ({ subject, sections }: Message): { readonly text: string } => ({
  text: [
    `*${escaped(subject)}*`,
    ...sections.map(({ heading, lines }) =>
      [`*${escaped(heading)}*`, ...lines.map((one) => `• ${lineText(one)}`)].join('\n'),
    ),
  ].join('\n\n'),
})

/** What a title says is text: it mentions nobody, and leads nowhere. */
const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

const lineText = ({ text, url }: Message['sections'][number]['lines'][number]): string =>
  url === null ? escaped(text) : `<${escaped(url)}|${escaped(text).replaceAll('|', '¦')}>`
