/** A message as simple HTML that loads nothing: no picture, no style sheet, no script. */
import type { Message } from './message.ts'

export const toHtml = ({ subject, sections }: Message): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escaped(subject)}</title></head><body>${sections
    .map(
      ({ heading, lines }) =>
        `<h2 style="font-size:1.1em">${escaped(heading)}</h2><ul>${lines
          .map(
            ({ text, url }) =>
              `<li>${url === null ? escaped(text) : `<a href="${escaped(url)}">${escaped(text)}</a>`}</li>`,
          )
          .join('')}</ul>`,
    )
    .join('')}</body></html>`

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character]!)
