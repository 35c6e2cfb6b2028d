/** A section of a changelog: its heading, and the lines below it. */
export interface ChangelogSection {
  /** `Unreleased`, or a version without its prefix. */
  readonly name: string
  readonly text: string
}

/** The sections of a changelog as https://keepachangelog.com writes it: `## [1.2.3] - 2026-01-31`, `## 1.2.3`, `## Unreleased`. */
export const changelogSections = (text: string): readonly ChangelogSection[] => {
  const sections: { name: string; lines: string[] }[] = []
  for (const line of text.split(/\r?\n/)) {
    const [, name] =
      /^##?\s+\[?v?(unreleased|\d+\.\d+\.\d+(?:[-+][\w.+-]+)?)\]?(?:[\s(].*)?$/i.exec(line) ?? []
    if (name !== undefined)
      sections.push({ name: /^unrel/i.test(name) ? 'Unreleased' : name, lines: [] })
    else sections.at(-1)?.lines.push(line)
  }
  return sections.map(({ name, lines }) => ({ name, text: lines.join('\n').trim() }))
}

/** Whether a section says anything beside headings and links. */
export const hasEntries = ({ text }: ChangelogSection): boolean =>
  text
    .replace(/<!--.*?-->/gs, '')
    .split('\n')
    .some(line => !/^\s*(?:#.*|\[[^\]]+\]:.*|[-*+]?)\s*$/.test(line))

/** A commit that users notice, as conventional commits say it: a feature, a fix, or something that breaks. */
export interface NotableCommit {
  readonly commit: string
  readonly kind: 'breaking' | 'feat' | 'fix'
  readonly description: string
}

export const notable = (
  commits: readonly { readonly commit: string; readonly subject: string }[],
): readonly NotableCommit[] =>
  commits.flatMap(({ commit, subject }): NotableCommit[] => {
    const [, type = '', breaking, description = ''] =
      /^(\w+)(?:\([^)]*\))?(!)?:\s*(.+)$/.exec(subject) ?? []
    if (breaking) return [{ commit, kind: 'breaking', description }]
    return type === 'feat' || type === 'fix' ? [{ commit, kind: type, description }] : []
  })

const headings = { breaking: 'Changed', feat: 'Added', fix: 'Fixed' } as const

/** Entries that a section lacks: of commits whose number, id or words are not in it. As Markdown, under the heading of their kind. */
export const missingEntries = (
  section: string,
  commits: readonly NotableCommit[],
): readonly string[] =>
  commits
    .filter(commit => !isMentioned(section, commit))
    .map(({ kind, description }) => `${headings[kind]}: ${description}`)

const isMentioned = (section: string, { commit, description }: NotableCommit): boolean => {
  if (section.includes(commit.slice(0, 7))) return true
  const [, number] = /\(?(#\d+)\)?\s*$/.exec(description) ?? []
  if (number !== undefined && new RegExp(`${number}\\b`).test(section)) return true
  const words = wordsOf(description)
  if (words.length === 0) return true
  const there = new Set(wordsOf(section))
  // Whoever writes for users says it in other words.
  return words.filter(word => there.has(word)).length * 2 >= words.length
}

const wordsOf = (text: string): readonly string[] => [
  ...new Set(text.toLowerCase().match(/\p{L}[\p{L}\d-]{3,}/gu) ?? []),
]
