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
  let [files, lines, reached] = [0, 0, 0]
  let file: string | undefined
  let listed = new Map<string, boolean>()
  let [found, hit]: (number | undefined)[] = [undefined, undefined]
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    const [, key = '', value = ''] = /^([A-Z]+):(.*)$/.exec(line) ?? []
    if (key === 'SF') {
      if (file !== undefined) return `line ${at + 1}: a record begins in the middle of ${file}`
      file = value
      listed = new Map()
      found = undefined
      hit = undefined
    } else if (key === 'DA') {
      const [, number = '', count = ''] = /^(\d+),(-?\d+)(?:,.*)?$/.exec(value) ?? []
      if (number === '') return `line ${at + 1}: "${line.slice(0, 60)}" is no line of a file`
      listed.set(number, Number(count) > 0 || (listed.get(number) ?? false))
    } else if (key === 'LF') found = Number(value)
    else if (key === 'LH') hit = Number(value)
    else if (line === 'end_of_record') {
      if (file === undefined) return `line ${at + 1}: a record ends that never began`
      files += 1
      const isListed = listed.size > 0 || found === undefined
      lines += isListed ? listed.size : (found ?? 0)
      reached += isListed ? [...listed.values()].filter(Boolean).length : (hit ?? 0)
      file = undefined
    }
  }
  if (file !== undefined) return `it ends in the middle of ${file}`
  if (!Number.isFinite(lines) || !Number.isFinite(reached)) return 'its sums are no numbers'
  if (lines === 0) return 'it has no line of any file'
  return { files, lines, reached, percent: Math.round((reached / lines) * 10_000) / 100 }
}
