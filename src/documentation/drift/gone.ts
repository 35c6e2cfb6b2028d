import type { ChangedFile, LookAtLine } from '../../ports/repository.ts'
import { isProduct } from '../classify-changes.ts'
import { declarations } from '../summary/symbols.ts'
import { formOf } from './names.ts'
import { isCode } from './scope.ts'

/** The newest commit that removed a name's declaration from product code. */
export interface Removal {
  readonly commit: string
  readonly subject: string
}

/**
 * Reads changed lines from the newest on, and finds for each word the commit that removed its last declaration. A word that was ever
 * imported from another package belongs to that package, and so does one that an update of dependencies removed.
 */
export const removals = (words: ReadonlySet<string>) => {
  const latest = new Map<string, { commit: string; subject: string; declared: boolean }>()
  const foreign = new Set<string>()
  const note = ({ commit, subject, path }: ChangedFile, text: string, word: string) => {
    const known = latest.get(word) ?? { commit, subject, declared: false }
    latest.set(word, known)
    if (known.commit === commit && declares(text, path, word)) known.declared = true
  }
  let last: ChangedFile | undefined
  let product = false
  const look: LookAtLine = (file, removed, text) => {
    if (file !== last) product = isCode(file.path) && isProduct(file.path)
    last = file
    if (!product) return
    for (const word of wordsIn(text, words)) {
      if (isFromElsewhere(text)) foreign.add(word)
      if (removed) note(file, text, word)
    }
  }
  return {
    look,
    found(): ReadonlyMap<string, Removal> {
      const all = [...latest].filter(
        ([word, { declared, subject }]) =>
          declared && !foreign.has(word) && !isUpdate.test(subject),
      )
      return new Map(all.map(([word, { commit, subject }]) => [word, { commit, subject }]))
    },
  }
}

const isUpdate = /\b(?:bump|upgrade|update)\b.*(?:depend|`)/i

/** The words that a line has, alone or as a part of a hyphenated word. This runs for every line of the history. */
const wordsIn = (text: string, words: ReadonlySet<string>): readonly string[] => {
  let found: string[] | undefined
  const add = (word: string) => {
    if (!words.has(word)) return
    found ??= []
    found.push(word)
  }
  pattern.lastIndex = 0
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const [word] = match
    add(word)
    if (!word.includes('-')) continue
    for (const part of word.split('-')) add(part)
    if (word.startsWith('no-')) add(word.slice(3))
  }
  return found ?? none
}

const pattern = /[A-Za-z_$][\w$]{2,}(?:-[\w$]+)*/g
const none: readonly string[] = []

const isFromElsewhere = (line: string): boolean =>
  /(?:from\s+|require\(\s*|import\(\s*)["'](?![.])[^"']+["']|^\s*from\s+(?![.])\S+\s+import|^\s*use\s+(?!crate|self|super)\w+::/.test(
    line,
  )

const isImport = (line: string): boolean =>
  /^\s*(?:import\b|from\s+\S+\s+import)|\brequire\(|await import\(/.test(line)

const declares = (line: string, path: string, word: string): boolean =>
  !isImport(line) &&
  declarations(line, path).some(({ name }) => name === word || formOf(name) === formOf(word))
