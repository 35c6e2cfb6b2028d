/** How much of the lines of all files was reached. */
export interface LineCoverage {
  readonly files: number
  readonly lines: number
  readonly reached: number
  /** In percent, with two decimals. */
  readonly percent: number
}

/** Reads an lcov file: the lines that its records list, or their sums where they list none. A text says what is wrong with it. */
export const readLcov = (text: string): LineCoverage | string => {
  const records = text.split(/^end_of_record[ \t]*$/m)
  const rest = records.pop() ?? ''
  const [, open] = /^SF:(.*)$/m.exec(rest) ?? []
  if (open !== undefined) return `it ends in the middle of ${open}`
  const sum = { files: 0, lines: 0, reached: 0 }
  for (const record of records) {
    const read = recordIn(record.split(/\r?\n/))
    if (typeof read === 'string') return read
    sum.files += 1
    sum.lines += read.lines
    sum.reached += read.reached
  }
  if (sum.lines === 0) return 'it has no line of any file'
  return { ...sum, percent: Math.round((sum.reached / sum.lines) * 10_000) / 100 }
}

const recordIn = (
  lines: readonly string[],
): { readonly lines: number; readonly reached: number } | string => {
  const valuesOf = (key: string): readonly string[] =>
    lines.filter(line => line.startsWith(`${key}:`)).map(line => line.slice(key.length + 1))
  const [file, second] = valuesOf('SF')
  if (file === undefined) return 'a record has no file, SF'
  if (second !== undefined) return `the record of ${file} goes over into that of ${second}`
  const listed = new Map<string, boolean>()
  for (const value of valuesOf('DA')) {
    const [, number, count] = /^(\d+),(-?\d+)(?:,.*)?$/.exec(value) ?? []
    if (number === undefined) return `${file}: "DA:${value.slice(0, 60)}" is no line of a file`
    listed.set(number, Number(count) > 0 || (listed.get(number) ?? false))
  }
  if (listed.size > 0)
    return { lines: listed.size, reached: [...listed.values()].filter(Boolean).length }
  const [found = 0, hit = 0] = [valuesOf('LF'), valuesOf('LH')].map(([value = '0']) =>
    Number(value),
  )
  const areCounts = Number.isInteger(found) && Number.isInteger(hit) && hit <= found
  return areCounts ? { lines: found, reached: hit } : `${file}: its sums are no numbers`
}
