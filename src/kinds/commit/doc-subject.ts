/** What may stand in the subject of a doc commit. */
export interface SubjectValues {
  /** The short id of the commit that is documented. */
  readonly hash: string
  /** The first line of its message. */
  readonly subject: string
  /** The sections that change, as addresses: `Usage > Options`. */
  readonly sections: readonly string[]
}

/** The most characters of a subject that tools show whole. */
const longest = 72

/**
 * The subject of a doc commit from a template with `{hash}`, `{subject}` and `{sections}`. What fills the last two is shortened, so
 * that the whole has at most 72 characters where the template leaves room for that.
 */
export const docSubject = (
  template: string,
  { hash, subject, sections }: SubjectValues,
): string => {
  const fixed = template.replaceAll('{hash}', hash)
  const variable = fixed.match(/\{(?:subject|sections)\}/g) ?? []
  const room = longest - fixed.length + variable.join('').length
  const each = Math.max(Math.floor(room / Math.max(variable.length, 1)), shortest)
  const values: Readonly<Record<string, string>> = {
    subject: cut(subject, each),
    sections: listed([...new Set(sections.map(lastOf))], each),
  }
  return fixed.replace(/\{(subject|sections)\}/g, (_, key: string) => values[key] ?? '')
}

/** Fewer characters than these say nothing. */
const shortest = 12

const lastOf = (address: string): string => address.split(' > ').at(-1) ?? address

/** As many names as there is room for, and how many more there are. */
const listed = (names: readonly string[], room: number): string => {
  for (let count = names.length; count > 0; count--) {
    const more = names.length - count
    const quoted = names.slice(0, count).map(name => `"${name}"`)
    const text = more > 0 ? `${quoted.join(', ')} and ${more} more` : joined(quoted)
    if (text.length <= room) return text
  }
  const more = names.length > 1 ? ` and ${names.length - 1} more` : ''
  return `"${cut(names[0] ?? '', Math.max(room - more.length - 2, shortest))}"${more}`
}

const joined = (quoted: readonly string[]): string =>
  quoted.length < 2 ? quoted.join('') : `${quoted.slice(0, -1).join(', ')} and ${quoted.at(-1)}`

/** Whole characters, as people count them: never half of one. */
const cut = (text: string, room: number): string => {
  if (text.length <= room) return text
  let kept = ''
  for (const { segment } of new Intl.Segmenter('en').segment(text)) {
    if (kept.length + segment.length > room - 1) break
    kept += segment
  }
  return `${kept.trimEnd()}…`
}
