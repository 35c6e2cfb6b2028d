import { sections } from '../../documentation/sections.ts'
import { lineUnknown } from '../../errors/lines.ts'
import type { LineOrigin } from '../../ports/line-origins.ts'
import type { CommitFacts } from '../../ports/repository.ts'
import type { WhyLines, WhyWorld, Written } from './why-lines.ts'
import { runOf } from './why-run.ts'
import { changesAfter, type Rows, rowsAbout } from './why-since.ts'

/** Which commit, run, model and evidence wrote a line, or each line of a file. FILE_UNKNOWN, LINE_UNKNOWN. */
export const why = async (
  file: string,
  line: number | undefined,
  world: WhyWorld,
): Promise<readonly WhyLines[]> => {
  const lines = await world.origins.of(file)
  const asked = line === undefined ? lines : lines.filter(each => each.line === line)
  if (line !== undefined && asked.length === 0) throw lineUnknown(file, line, lines.length)
  const sectionAt = sectionsOf(file, lines)
  const groups = grouped(asked, sectionAt)
  const rows = await rowsAbout(file, world.log)
  const found: WhyLines[] = []
  for (const group of groups) found.push(await explain(group, file, sectionAt, rows, world))
  return found
}

type SectionAt = (line: number) => string | undefined

/** The innermost section that each line lies in. */
const sectionsOf = (file: string, lines: readonly LineOrigin[]): SectionAt => {
  if (!/\.(?:md|markdown|mdx)$/i.test(file)) return () => undefined
  const starts: number[] = []
  let text = ''
  for (const line of lines) {
    starts.push(text.length)
    text += `${line.text}\n`
  }
  const found = sections(text, file)
  return line => {
    const at = starts[line - 1] ?? 0
    return found.findLast(({ start, ownEnd }) => start <= at && at < ownEnd)?.address
  }
}

const grouped = (lines: readonly LineOrigin[], sectionAt: SectionAt): readonly LineOrigin[][] => {
  const groups: LineOrigin[][] = []
  for (const line of lines) {
    const last = groups.at(-1)?.at(-1)
    const goesOn =
      last !== undefined &&
      last.commit === line.commit &&
      last.movedBy === line.movedBy &&
      sectionAt(last.line) === sectionAt(line.line)
    if (goesOn) groups.at(-1)?.push(line)
    else groups.push([line])
  }
  return groups
}

const explain = async (
  group: readonly LineOrigin[],
  file: string,
  sectionAt: SectionAt,
  rows: Rows,
  world: WhyWorld,
): Promise<WhyLines> => {
  const [first] = group
  if (!first) throw new Error('A group of lines has one at least.')
  const { commit, movedBy, from, boundary, text, line } = first
  const section = sectionAt(line)
  const place = { first: line, last: group.at(-1)?.line ?? line, text }
  if (commit === undefined) return { ...place, by: 'nobody-yet', section, since: [] }
  const facts = await world.repository.commit(commit)
  const run = await runOf(facts, { file: from.file, section }, world)
  const since = await changesAfter(commit, { file, section, run }, rows, world)
  return {
    ...place,
    by: await byWhom(facts, first, world),
    commit: written(facts),
    ...(facts.parents.length > 1 ? { merge: true } : {}),
    ...(movedBy === undefined ? {} : { movedBy: written(await world.repository.commit(movedBy)) }),
    ...(from.file === file ? {} : { formerly: from.file }),
    ...(boundary ? { boundary: true } : {}),
    section,
    ...(run ? { run: run.told } : {}),
    since,
  }
}

const written = ({ commit, subject, author, committedAt }: CommitFacts): Written => ({
  commit,
  subject,
  author: `${author.name} <${author.email}>`,
  at: committedAt,
})

/** A doc commit is git-doc's; where it amended a person's commit, the commit before tells them apart if Git still has it. */
const byWhom = async (
  { trailers, parents }: CommitFacts,
  { from, text }: LineOrigin,
  { repository }: WhyWorld,
): Promise<WhyLines['by']> => {
  const amended = trailers['git-doc-amended']
  if (trailers['git-doc-run'] === undefined || parents.length > 1) return 'person'
  if (amended === undefined) return trailers['git-doc-commit'] === undefined ? 'either' : 'git-doc'
  const before = await repository.file(amended, from.file).catch(() => undefined)
  if (!before) return 'either'
  const lines = new TextDecoder().decode(before.bytes).split(/\r?\n/)
  return lines.includes(text) ? 'person' : 'git-doc'
}
