import type { FlagRename, Rename } from '../diff-facts/fact.ts'
import type { Page } from '../markdown/clauses.ts'
import type { Region } from '../markdown/regions.ts'
import { isCodeShaped, literally } from '../shapes.ts'
import { type Edit, placesOf, presentClauses, proofOf } from './edit.ts'
import { isForeign } from './foreign.ts'

/** Writes the new name wherever the section has the old one as code, or in prose as no English word could be. */
export const renameEdits = (fact: Rename, page: Page): Edit[] => {
  const said = wholeName(fact.to)
  return presentClauses(page)
    .filter(clause => placesOf(said, page, clause).length === 0)
    .filter(({ block }) => !block || placesOf(ownOf(fact.from), page, block).length === 0)
    .flatMap(({ regions }) => regions)
    .filter(region => mayHold(fact, region))
    .flatMap(region =>
      placesOf(patternFor(fact, region, page), page, region).map(place => ({
        ...place,
        text: fact.to,
        proof: proofOf(fact),
      })),
    )
}

/** Writes the new flag wherever the section has the old one, but in the commands of other programs. */
export const flagEdits = (fact: FlagRename, page: Page): Edit[] => {
  const flag = wholeFlag(fact.from)
  const said = wholeFlag(fact.to)
  return presentClauses(page)
    .filter(clause => placesOf(said, page, clause).length === 0)
    .flatMap(clause =>
      clause.regions
        .filter(region => region.kind !== 'link' && !isPatch(region))
        .flatMap(region => placesOf(flag, page, region))
        .filter(place => !isForeign(page, clause, place)),
    )
    .map(place => ({ ...place, text: fact.to, proof: proofOf(fact) }))
}

/** Code that declares the name: in an example it is the reader's own. Setting an environment variable does not declare it. */
const ownOf = (name: string): RegExp => {
  if (isConstant(name)) return /(?!)/g
  const it = literally(name)
  return new RegExp(
    `\\b(?:const|let|var|val)\\s+${it}\\b|\\b(?:function|class|func|fn)\\s+${it}\\b[^\\n]*\\{[ \\t]*$|\\bdef\\s+${it}\\b|^[ \\t]*${it}\\s*:?=(?![=>])`,
    'gm',
  )
}

/** A flag as a word of its own: `--dry-run`, also before `=`, but not in `--dry-run-all` or `--no-dry-run`. */
export const wholeFlag = (flag: string): RegExp =>
  new RegExp(`(?<![\\w-])${literally(flag)}(?![\\w-])`, 'g')

const fileExtension = String.raw`\.(?:[cm]?[jt]sx?|py|go|rs|mdx?|json|ya?ml|toml|html?|css|sh|rb|java|kt|cs|c|h|cpp|lock|txt)\b`

/** A name as a word of its own: no part of a path, an anchor, a file's name or another name. */
export const wholeName = (name: string): RegExp => {
  const dollar = isConstant(name) ? '' : '$'
  return new RegExp(
    `(?<![\\w${dollar}/\\\\#-])(?<!\\w@)${literally(name)}(?![\\w$/\\\\-])(?!${fileExtension})`,
    'g',
  )
}

const isConstant = (name: string): boolean => /^[A-Z][A-Z\d_]*$/.test(name)

const isPatch = ({ language }: Region): boolean => language === 'diff' || language === 'patch'

/** Prose takes a name only where both old and new cannot be read as words, or as emphasis. */
const mayHold = ({ from, to, word }: Rename, region: Region): boolean => {
  if (region.kind === 'link' || isPatch(region)) return false
  if (region.kind !== 'prose') return true
  return !word && isCodeShaped(from) && isCodeShaped(to) && !/^_|_$|__|\*/.test(to)
}

/** A name that is a word as well is taken for the name only where it is called: `upload` may be a field, a phase, a file. */
const patternFor = ({ from, word }: Rename, region: Region, page: Page): RegExp => {
  if (!word) return wholeName(from)
  const name = literally(from)
  if (region.kind !== 'span') return new RegExp(`(?<![\\w$./#-])${name}(?=\\()`, 'g')
  const call = new RegExp(`^(\\s*)\\$?${name}\\s*\\(.*\\)\\s*$`, 's')
  const inside = page.text.slice(region.start, region.end)
  return call.test(inside) ? new RegExp(`(?<![\\w$])${name}(?=\\s*\\()`, 'g') : /(?!)/g
}
