/** Rows of numbers in one array: a row reaches from the end of the one before to its own. */
export interface Rows {
  readonly ends: Int32Array
  readonly values: Int32Array
}

/** Rows whose numbers have a count each. */
export interface CountedRows extends Rows {
  readonly counts: Int32Array
}

export const rowsOf = (rows: readonly Iterable<number>[]): Rows => {
  const values: number[] = []
  const ends = Int32Array.from(rows, row => {
    for (const value of row) values.push(value)
    return values.length
  })
  return { ends, values: Int32Array.from(values) }
}

/** Where a row begins. */
export const startOf = ({ ends }: Rows, row: number): number =>
  row === 0 ? 0 : (ends[row - 1] as number)

export const lengthOf = (rows: Rows, row: number): number =>
  (rows.ends[row] as number) - startOf(rows, row)

/** Arrays one after the other; `add` is added to the numbers of each. */
export const concatenated = (
  arrays: readonly Int32Array[],
  add: (array: number) => number = () => 0,
): Int32Array => {
  const all = new Int32Array(arrays.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  arrays.forEach((array, place) => {
    const more = add(place)
    for (const value of array) all[at++] = value + more
  })
  return all
}

/** Rows whose values stand for keys, 0 to some number, each with a detail. */
export interface KeyedRows extends Rows {
  readonly details: Int32Array
  /** The key of each value; valid until the keys of the next block are asked for, so that they take memory once. */
  keys(): Int32Array
}

/** Keyed rows: `write` puts the keys of a block's values into an array that is large enough. */
export const keyedRows = (
  blocks: readonly (Rows & { readonly counts?: Int32Array })[],
  write: (keys: Int32Array, values: Int32Array, block: number) => void,
): readonly KeyedRows[] => {
  const keys = new Int32Array(Math.max(0, ...blocks.map(({ values }) => values.length)))
  return blocks.map(({ ends, values, counts }, block) => ({
    ends,
    values,
    details: counts ?? values,
    keys() {
      write(keys, values, block)
      return keys
    },
  }))
}

/** For each key the rows that have it, in ascending order, and the details. */
export interface Inverted {
  readonly rows: Rows
  readonly details: Int32Array
}

/** Turns rows around; those of several blocks are counted through. */
export const inverted = (blocks: readonly KeyedRows[], size: number): Inverted => {
  const ends = new Int32Array(size)
  for (const block of blocks) {
    const keys = block.keys()
    for (let at = 0; at < block.values.length; at++) {
      const key = keys[at] as number
      ends[key] = (ends[key] as number) + 1
    }
  }
  let all = 0
  for (let key = 0; key < size; key++) {
    const count = ends[key] as number
    // The start of a row for now: it becomes the end as the row is filled.
    ends[key] = all
    all += count
  }
  const values = new Int32Array(all)
  const details = new Int32Array(all)
  let row = 0
  for (const block of blocks) {
    const keys = block.keys()
    let at = 0
    for (let place = 0; place < block.ends.length; place++) {
      for (const end = block.ends[place] as number; at < end; at++) {
        const key = keys[at] as number
        const next = ends[key] as number
        values[next] = row
        details[next] = block.details[at] as number
        ends[key] = next + 1
      }
      row += 1
    }
  }
  return { rows: { ends, values }, details }
}
