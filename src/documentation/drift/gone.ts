import { isProduct } from '../concern.ts'
import { declarations } from '../summary/symbols.ts'
import { formOf } from './names.ts'

/** A file that a commit changed, against its first parent; the same object for all its lines. */
export interface ChangedFile {
  readonly commit: string
  readonly subject: string
  readonly path: string
}

/** Hears of each line that was taken away or put in. */
export type LookAtLine = (file: ChangedFile, removed: boolean, text: string) => void

/** How a name left the code: the newest commit that took it from product code, where it declared it. */
export interface Removal {
  readonly commit: string
  readonly subject: string
}

/**
 * Looks at changed lines from the newest on, and finds for each word the commit that took its last declaration. A word that a module
 * from elsewhere was ever asked for is that module's, and one that an update of dependencies took was theirs.
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
    if (file !== last) product = isProduct(file.path)
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

/** Those of the words that stand in a line, alone or as a part of a hyphenated word. This runs for every line there ever was. */
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
