/** What a section looks like, whatever it says. */
export interface Shape {
  /** There is no text below its heading. */
  readonly isEmpty: boolean
  readonly listItems: number
  /** Lines of fenced code. */
  readonly codeLines: number
}

const fence = /^\s*(?:```|~~~)/
const item = /^\s*(?:[-*+]|\d+\.)\s/

/** Reads a section's shape line by line. */
export const shapeOf = (text: string): Shape => {
  let isCode = false
  let codeLines = 0
  let listItems = 0
  let lines = 0
  for (const line of text.split('\n')) {
    if (line.trim() !== '') lines += 1
    if (fence.test(line)) isCode = !isCode
    else if (isCode) codeLines += 1
    else if (item.test(line)) listItems += 1
  }
  return { isEmpty: lines <= 1, listItems, codeLines }
}
