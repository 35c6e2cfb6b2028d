const tab = 9
const newline = 10
const space = 32
/** Columns that a tab counts for, and that make one level. */
const level = 4
/** As far as Git looks for a NUL byte to tell binary files from text. */
const looked = 8_000

/** Measures a file that arrives in pieces. */
export interface ComplexityMeter {
  push(bytes: Uint8Array): void
  /** The sum of the indentation levels of the lines that are not blank; undefined for a binary file. */
  end(): number | undefined
}

/**
 * How deeply the lines of a file are indented, all of them together: a measure of complexity that needs no parser and knows every
 * language (Hindle, Godfrey, Holt: "Reading beside the lines", 2008). It keeps nothing of the file.
 */
export const complexityMeter = (): ComplexityMeter => {
  let sum = 0
  let columns = 0
  let atIndentation = true
  let length = 0
  let isBinary = false
  const endIndentation = (): void => {
    sum += Math.floor(columns / level)
    atIndentation = false
  }
  const readByte = (byte: number): void => {
    if (byte === newline) columns = 0
    else if (byte === space) columns += 1
    else if (byte === tab) columns += level
    // The rest of white space neither indents nor makes a line more than blank.
    else if (!isBlank(byte)) endIndentation()
  }
  const push = (bytes: Uint8Array): void => {
    if (length < looked && bytes.subarray(0, looked - length).includes(0)) isBinary = true
    length += bytes.length
    for (let at = 0; at < bytes.length; at += 1) {
      if (atIndentation) readByte(bytes[at] as number)
      else {
        at = bytes.indexOf(newline, at)
        if (at < 0) return
        columns = 0
        atIndentation = true
      }
    }
  }
  return { push, end: () => (isBinary ? undefined : sum) }
}

/** Carriage return, form feed, vertical tab. */
const isBlank = (byte: number): boolean => byte === 13 || byte === 12 || byte === 11
