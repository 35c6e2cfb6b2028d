const comment = '#'
const scissors = '# ------------------------ >8 ------------------------'
/** What Git itself writes; one such line makes a paragraph trailers if a quarter of its lines are. */
const gitWrites = ['Signed-off-by: ', '(cherry picked from commit ']

const key = /^([A-Za-z0-9-]+)[ \t]*:/
const isBlank = (line: string) => /^[ \t\r]*$/.test(line)
const isIndented = (line: string) => /^[ \t\r]/.test(line)
const trim = (text: string) => text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '')

/**
 * The trailers of a commit message by lower-case key, last one wins. The rules are those of
 * `git interpret-trailers --parse --no-divider` where nothing is configured, and a test compares the two.
 */
export const parseTrailers = (message: string): Record<string, string> => {
  const trailers = new Map<string, string>()
  let last: string | undefined
  for (const line of trailerLines(message)) {
    if (last !== undefined && isIndented(line)) {
      trailers.set(last, `${trailers.get(last)}\n${line}`)
      continue
    }
    const [matched = '', name] = key.exec(line) ?? []
    last = name?.toLowerCase()
    if (last !== undefined) trailers.set(last, line.slice(matched.length))
  }
  return Object.fromEntries(
    [...trailers].map(([name, value]) => [name, trim(trim(value).replace(/\n[ \t\r\n]*/g, ' '))]),
  )
}

/** The last paragraph, if it is one of trailers and not the title. */
const trailerLines = (message: string): string[] => {
  const lines = withoutComments(message.replace(/\n$/, '').split('\n'))
  const titleEnd = lines.findIndex(line => !line.startsWith(comment) && isBlank(line))
  if (titleEnd < 0) return []
  let end = lines.length
  while (end > titleEnd && isLeft(lines[end - 1] as string)) end--
  let start = end
  while (start > titleEnd && isOfParagraph(lines[start - 1] as string)) start--
  const paragraph = lines.slice(start, end)
  return start > titleEnd && areTrailers(paragraph) ? paragraph : []
}

const isLeft = (line: string) => line.startsWith(comment) || isBlank(line)
const isOfParagraph = (line: string) => line.startsWith(comment) || !isBlank(line)

/** Looks from the end, as an indented line belongs to the trailer before it, if there is one. */
const areTrailers = (paragraph: readonly string[]): boolean => {
  const count = { trailers: 0, others: 0, indented: 0 }
  let written = false
  for (const line of paragraph.toReversed()) {
    const byGit = gitWrites.some(prefix => line.startsWith(prefix))
    if (byGit || key.test(line)) {
      count.trailers += 1
      count.indented = 0
      written ||= byGit
    } else if (isIndented(line)) count.indented += 1
    else {
      count.others += count.indented + (line.startsWith(comment) ? 0 : 1)
      count.indented = 0
    }
  }
  const others = count.others + count.indented
  return written ? count.trailers * 3 >= others : count.trailers > 0 && others === 0
}

/** Leaves out what Git does at the end: comments, what follows scissors, and the list of conflicts of old versions. */
const withoutComments = (lines: readonly string[]): readonly string[] => {
  const cut = lines.indexOf(scissors)
  const kept = cut < 0 ? lines : lines.slice(0, cut)
  // Where what is left out begins; as in Git's ignored_log_message_bytes zero is nowhere, so the first line stays.
  let begin = 0
  let inConflicts = false
  kept.forEach((line, place) => {
    if (line === 'Conflicts:') inConflicts = true
    if (line === '' || line.startsWith(comment) || line === 'Conflicts:') begin ||= place
    else if (begin > 0 && !(inConflicts && line.startsWith('\t'))) {
      begin = 0
      inConflicts = false
    }
  })
  return begin > 0 ? kept.slice(0, begin) : kept
}
