/** Text as it looks on a terminal, as an SVG that shows on any page. */
const toXml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
const lineHeight = 20
const charWidth = 8.43

export function terminalPicture(command: string, lines: readonly string[]): string {
  const all = [`$ ${command}`, ...lines]
  const width = Math.ceil(Math.max(...all.map((line) => line.length)) * charWidth) + 48
  const height = all.length * lineHeight + 52
  const colour = (line: string) =>
    line.startsWith('$') ? '#7ee787' : /· \d+ merged/.test(line) ? '#e6edf3' : '#9fb3c8'
  const rows = all.map(
    (line, index) =>
      `<text x="24" y="${48 + index * lineHeight}" fill="${colour(line)}" xml:space="preserve">${toXml(line)}</text>`,
  )
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="A report in a terminal">
<rect width="100%" height="100%" rx="10" fill="#0d1117"/>
<circle cx="22" cy="18" r="5" fill="#ff5f57"/><circle cx="40" cy="18" r="5" fill="#febc2e"/><circle cx="58" cy="18" r="5" fill="#28c840"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14">
${rows.join('\n')}
</g>
</svg>
`
}
