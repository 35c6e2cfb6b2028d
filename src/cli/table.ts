/** Rows as lines with aligned columns; columns of numbers are aligned to the right. */
export const table = (rows: readonly (readonly string[])[]): readonly string[] => {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map(row => row[column]?.length ?? 0)),
  )
  const isNumber = widths.map((_, column) =>
    rows.slice(1).every(row => isNumeric(row[column] ?? '')),
  )
  return rows.map(row =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0
        return isNumber[column] ? cell.padStart(width) : cell.padEnd(width)
      })
      .join('  ')
      .trimEnd(),
  )
}

/** A number, with a unit perhaps; neither a date nor a version. */
const isNumeric = (cell: string): boolean => /^[-+$]?\d[^-]*$/.test(cell) && !/\..*\./.test(cell)
