import type { VersionChange } from '../diff-facts/fact.ts'
import type { Clause, Page } from '../markdown/clauses.ts'
import type { Span } from '../markdown/parse.ts'
import { literally } from '../shapes.ts'
import { joined } from '../terms.ts'
import { type Edit, placesOf, presentClauses, proofOf } from './edit.ts'

/** Writes the new version where the section states exactly the old one, and says of what. */
export const versionEdits = (fact: VersionChange, page: Page): Edit[] =>
  presentClauses(page)
    .filter(({ start, end }) => !isHistory.test(page.text.slice(start, end)))
    .filter(clause => placesOf(exactly(fact.to), page, clause).length === 0)
    .filter(clause => fact.own || isRequirement(page, clause))
    .flatMap(clause => {
      const places = clause.regions.flatMap(region =>
        placesOf(exactly(fact.from), page, region).filter(place =>
          fact.own ? isOwn(fact, page, clause, place) : isNeeded(fact, page, clause, place),
        ),
      )
      // "18 or later, 18 on Windows": which of the two is meant is open.
      return !fact.own && places.length > 1 ? [] : places
    })
    .map(place => ({ ...place, text: fact.to, proof: proofOf(fact) }))

/** Words that tie a version to a time: what was added in 1.2.3 stays so. */
const isHistory =
  /\b(?:since|added|adds|introduced|as of|changed|fixed|before|prior|until|from|earlier|older|previous|up to|through|once|after|in v?\d)\b|≤|<=/i

const exactly = (version: string): RegExp =>
  new RegExp(`(?<![\\d.]|[\\d.-]v)${literally(version)}(?![\\w-]|\\.\\d|[+.]\\w)`, 'g')

/** The old version stands behind the package's name or a word that says it is the version now. */
const isOwn = ({ names }: VersionChange, { text }: Page, clause: Clause, place: Span): boolean => {
  const before = text.slice(clause.start, place.start)
  const attached =
    /([\w@/.-]*[A-Za-z])["'`*]*(?:\s+is)?\s*(?:@|==|~=|>=|:|=)?\s*["'`]?(?:[\^~]|>=)?v?$/.exec(
      before,
    )?.[1]
  if (attached === undefined) return false
  if (names.includes(attached)) return true
  // In code it may be the version of whatever the example is about.
  if (clause.block !== undefined) return false
  if (!/(?:^|\b)(?:current|latest|stable)?[ -]?(?:version|release)$/i.test(attached)) return false
  const whose = /([\w@/.'’-]+)[`*_)\]]*\s+(?:version|release)\W*(?:\bis\W*)?v?$/i.exec(before)?.[1]
  return whose === undefined || names.includes(whose) || nobody.test(whose)
}

/** "TypeScript version 5.0.0" is TypeScript's; "the latest version" is ours. */
const nobody =
  /^(?:the|this|our|a|current|latest|newest|new|stable|published|released|is|at|to|of|in|with|use|install)$/i

const requirement =
  /\b(?:requir\w+|needs?|needed|must|minimum|at least|prerequisites?|compatib\w+|works? (?:with|on|in)|supported|engines?)\b/i

/** A sentence or heading that speaks of what is needed, or words that say nothing but the version. */
const isRequirement = ({ text }: Page, { start, end, titles }: Clause): boolean => {
  const said = text.slice(start, end)
  const words = said.match(/[A-Za-z][\w.]*/g) ?? []
  return words.length <= 5 || requirement.test(said) || requirement.test(titles.at(-1) ?? '')
}

/** "Node.js 18 or later", "Node >= 18", "requires Python 3.8+". */
const isNeeded = ({ names }: VersionChange, { text }: Page, clause: Clause, place: Span) => {
  const before = text.slice(clause.start, place.start)
  const after = text.slice(place.end, clause.end)
  const [, name = '', bound = ''] =
    /([A-Za-z][A-Za-z.]*)[\])`*_]*(?:\([^)]*\))?\s+(?:version\s+)?[`*_]*(>=?|≥|at least)?\s*v?$/i.exec(
      before,
    ) ?? []
  if (!names.includes(joined(name.replace(/\.$/, '')))) return false
  // "Node 4 is needed for tool@6": what an older release needs stays.
  if (/\w@v?\d|\bv\d|\b(?:versions?|releases?)\s+\d/i.test(`${before}_${after}`)) return false
  const open =
    /^[`*_]*(?:\+|\s+(?:or|and)\s+(?:later|newer|higher|above|up|greater|more recent)\b)/i
  return bound !== '' && bound !== '>' ? true : open.test(after)
}
