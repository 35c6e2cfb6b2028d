import type { Diff, DiffLine, FileChange } from '../../ports/diff.ts'
import { rememberedByObject } from '../cache.ts'
import { isBuiltInIgnored, isProduct } from '../classify-changes.ts'
import { joinedName } from '../guards/vocabulary.ts'
import { isCodeShaped } from '../shapes.ts'
import { codeOf } from '../summary/code.ts'
import { type Declaration, declarations, written } from '../summary/symbols.ts'
import type { Removal } from './fact.ts'
import { type Reading, read } from './lines.ts'

/**
 * Options whose definition the diff removes, with no other that could replace it. Whether anything else in the
 * tree has them is still to be seen.
 */
export const removedOptions = rememberedByObject((diff: Diff): readonly Removal[] => {
  const reading = read(diff)
  const options = diff.filter(isReadable).flatMap(change => optionsOf(change))
  const added = options.filter(({ line }) => line.kind === 'added')
  const removed = options.filter(({ line }) => line.kind === 'removed')
  return removed
    .filter(option => !added.some(other => mayReplace(other, option)))
    .filter(({ declaration }) => !isThere(declaration, reading))
    .map(removalOf)
    .filter((each, place, all) => all.findIndex(({ name }) => name === each.name) === place)
})

/** Options are defined in code; where all of a file is gone they may have gone elsewhere, into another package even. */
const isReadable = ({ path, binary, status }: FileChange): boolean =>
  status === 'modified' &&
  !binary &&
  isProduct(path) &&
  !isBuiltInIgnored(path) &&
  /\.(?:[cm]?[jt]sx?|vue|svelte|py|go|rs|rb|php|java|kt|cs|swift|scala|dart|sh|bash|c|cc|cpp|h|hpp)$/i.test(
    path,
  )

interface Option {
  readonly file: string
  readonly line: DiffLine
  readonly declaration: Declaration
}

const longestLine = 400

const optionsOf = ({ path, hunks }: FileChange): Option[] =>
  hunks
    .flatMap(({ lines }) => lines)
    .filter(({ kind, text }) => kind !== 'context' && text.length <= longestLine)
    .flatMap(line => {
      const code = codeOf(line.text, path)
      return declarations(code, path)
        .filter(declaration => isOption(declaration, code))
        .map(declaration => ({ file: path, line, declaration }))
    })

/** `--flag` and `VARIABLE` where they are defined or read; of members only those marked as ones to leave out. */
const isOption = ({ kind, name, index }: Declaration, code: string): boolean => {
  if (kind === 'flag') return /^[a-z][\w-]{2,}$/i.test(name) && !hands.test(code)
  if (kind === 'environment') return name.includes('_')
  return isCodeShaped(name) && /^["']?\?:/.test(code.slice(index + name.length))
}

/** A line that hands a flag to another program defines none. */
const hands =
  /\b(?:exec\w*|spawn\w*|run|Popen|check_call|check_output|system|Command)\s*\(|\bargs\b/

/** Another option that comes may be the old one by a new name: of the same sort, and of members in the same file. */
const mayReplace = (other: Option, { file, declaration }: Option): boolean =>
  other.declaration.kind === declaration.kind &&
  (declaration.kind !== 'name' || other.file === file)

const isThere = ({ name }: Declaration, { isThere }: Reading): boolean =>
  [name, name.replace(/^no-/, ''), name.replaceAll('-', '_'), camel(name)].some(isThere)

const camel = (name: string): string =>
  name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())

const removalOf = ({ file, line, declaration }: Option): Removal => {
  const name = written(declaration)
  const bare = name.replace(/^--/, '')
  // A flag may come with its opposite, which no line names.
  const terms = [bare, bare.replace(/^no-/, ''), `no-${bare}`].map(joinedName)
  return {
    kind: 'removed',
    name,
    flag: declaration.kind === 'flag',
    forms: [...new Set([bare, camel(bare)])],
    terms: [...new Set(declaration.kind === 'flag' ? terms : terms.slice(0, 1))],
    file,
    ...(line.old === undefined ? {} : { line: line.old }),
  }
}
