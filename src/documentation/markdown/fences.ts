/** The line that opens a code block: its row of backticks or tildes, and what stands behind it. */
export interface Fence {
  readonly mark: string
  readonly info: string
}

/** The fence that a line opens, at any indentation: a list may hold a block as deep as it likes. */
export const fenceAt = (line = ''): Fence | undefined => {
  const [, mark = '', info = ''] = /^\s*(`{3,}|~{3,})(.*)$/.exec(line) ?? []
  return mark && !(mark.startsWith('`') && info.includes('`'))
    ? { mark, info: info.trim() }
    : undefined
}

/** Whether a line closes an open fence. */
export const closesFence = (line: string | undefined, open: Fence): boolean => {
  const found = fenceAt(line)
  return found !== undefined && found.info === '' && found.mark.startsWith(open.mark)
}

/** The fence that is open after a line. */
export const fenceAfter = (open: Fence | undefined, line: string): Fence | undefined => {
  if (open) return closesFence(line, open) ? undefined : open
  return fenceAt(line)
}

/** A code block as its lines; `closed`: its last line ended it. */
interface FencedBlock {
  readonly open: Fence
  readonly inner: readonly string[]
  readonly closed: boolean
}

/** The source of one code block cut into fence and content; undefined for an indented block. */
export const fencedBlock = (source: string): FencedBlock | undefined => {
  const [first, ...lines] = source.split('\n')
  // A fenced block begins with its mark; what comes after spaces is indented code that shows one.
  const open = /^\s/.test(source) ? undefined : fenceAt(first)
  if (!open) return undefined
  const closed = closesFence(outOfQuote(lines.at(-1) ?? ''), open)
  return { open, inner: closed ? lines.slice(0, -1) : lines, closed }
}

/** A line of a block without the quote marks before it. */
export const outOfQuote = (line: string): string => line.replace(/^[\s>]*/, '')
