import { type Fence, fenceAfter } from '../markdown/fences.ts'

/** What a section looks like, whatever it says. */
export interface Shape {
  /** There is no text below its heading. */
  readonly isEmpty: boolean
  readonly listItems: number
  /** Lines of fenced code. */
  readonly codeLines: number
}

const item = /^\s*(?:[-*+]|\d+\.)\s/

/** Reads a section's shape line by line. */
export const shapeOf = (text: string): Shape => {
  let fence: Fence | undefined
  let codeLines = 0
  let listItems = 0
  let lines = 0
  for (const line of text.split('\n')) {
    if (line.trim() !== '') lines += 1
    const next = fenceAfter(fence, line)
    if (next !== fence) fence = next
    else if (fence) codeLines += 1
    else if (item.test(line)) listItems += 1
  }
  return { isEmpty: lines <= 1, listItems, codeLines }
}
