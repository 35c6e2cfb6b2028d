/** A line and what ends it: LF, CRLF, CR, or nothing at the end of a text. */
export interface Line {
  readonly text: string
  readonly ending: string
}

/** A text with each of its line endings as LF. */
export const withLf = (text: string): string => text.replace(/\r\n?/g, '\n')

/** A text's lines with their endings; joined again they are the text. */
export const linesOf = (text: string): readonly Line[] => {
  const lines: Line[] = []
  let place = 0
  for (const { 0: ending, index } of text.matchAll(/\r\n|\r|\n/g)) {
    lines.push({ text: text.slice(place, index), ending })
    place = index + ending.length
  }
  if (place < text.length) lines.push({ text: text.slice(place), ending: '' })
  return lines
}

/** The line ending a text uses most; undefined if it has none. */
export const commonEnding = (text: string): string | undefined => {
  const counts = new Map<string, number>()
  for (const [ending] of text.matchAll(/\r\n|\r|\n/g))
    counts.set(ending, (counts.get(ending) ?? 0) + 1)
  return [...counts].sort(([, one], [, other]) => other - one)[0]?.[0]
}

/** A text cut in three: blank lines, what it says (without its last line ending), that ending and blank lines. */
interface Edges {
  readonly leading: string
  readonly body: string
  readonly trailing: string
}

const isBlank = ({ text }: Line): boolean => /^[ \t]*$/.test(text)

const join = (lines: readonly Line[]): string =>
  lines.map(({ text, ending }) => text + ending).join('')

export const edgesOf = (text: string): Edges => {
  const lines = linesOf(text)
  const first = lines.findIndex(line => !isBlank(line))
  // Nothing but blank lines: what is put between them keeps one before it, if there are two.
  if (first < 0) {
    const leading = lines.length > 1 ? join(lines.slice(0, 1)) : ''
    return { leading, body: '', trailing: text.slice(leading.length) }
  }
  const last = lines.findLastIndex(line => !isBlank(line))
  const leading = join(lines.slice(0, first))
  const trailing = (lines[last]?.ending ?? '') + join(lines.slice(last + 1))
  return { leading, body: text.slice(leading.length, text.length - trailing.length), trailing }
}

/** What `next` says between the blank lines of `old`; a text that had no line at all gets one that ends. */
export const withEdgesOf = (old: string, next: string, ending = '\n'): string => {
  const { leading, body, trailing } = edgesOf(old)
  const unended = body === '' && !/[\r\n]/.test(old)
  return leading + edgesOf(next).body + (unended ? ending : trailing)
}
