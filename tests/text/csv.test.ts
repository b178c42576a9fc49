import { expect, it } from 'vitest'
import { csvLine, spreadsheetLine } from '@/lib/text/csv'

it('quotes what holds a comma, a quote or a line break', () => {
  expect(csvLine(['a,b', 'say "hi"', 'two\nlines', 'plain', -0.5])).toBe(
    '"a,b","say ""hi""","two\nlines",plain,-0.5',
  )
})

it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx', '\nx', '＝1'])(
  'marks %j as text for a spreadsheet, which would run it as a formula',
  (cell) => {
    expect(spreadsheetLine([cell])).toMatch(/^"?'/)
    expect(csvLine([cell])).not.toContain("'")
  },
)

it('leaves numbers and harmless text as they are', () => {
  expect(spreadsheetLine(['galleon', 'a=b', 3, -0.25])).toBe('galleon,a=b,3,-0.25')
})
