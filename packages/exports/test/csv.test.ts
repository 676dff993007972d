/** What a spreadsheet reads of our CSV is what we wrote, and none of it is a formula. */
import { expect, it } from 'vitest'
import { csvLine } from '../src/csv.ts'

it.each([
  [['a', 1, -2.5, true, null, undefined], 'a,1,-2.5,true,,\r\n'],
  [['say "hi", please', 'two\nlines'], '"say ""hi"", please","two\nlines"\r\n'],
  [[['ann', 'ben'], [], { a: 1 }], 'ann ben,,"{""a"":1}"\r\n'],
  [['=1+1', '+1', '-1', '@SUM(A1)'], "'=1+1,'+1,'-1,'@SUM(A1)\r\n"],
  [['\t=1', '\r=1', ' =1', '\n=1'], `'\t=1,"'\r=1",' =1,"'\n=1"\r\n`],
  [['=HYPERLINK("http://evil","x")'], `"'=HYPERLINK(""http://evil"",""x"")"\r\n`],
  [[['=cmd|calc', 'x']], "'=cmd|calc x\r\n"],
  [['a=b', 'x - y'], 'a=b,x - y\r\n'],
])('%j is written as %j', (cells, line) => {
  expect(csvLine(cells)).toBe(line)
})
