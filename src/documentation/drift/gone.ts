import { isProduct } from '../concern.ts'
import { declarations } from '../summary-symbols.ts'
import { formOf } from './names.ts'

/** A line that a commit took away or put in, along first parents. */
export interface ChangedLine {
  readonly commit: string
  readonly subject: string
  readonly path: string
  readonly removed: boolean
  readonly text: string
}

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
  return {
    look({ commit, subject, path, removed, text }: ChangedLine): void {
      if (!isProduct(path)) return
      for (const word of wordsIn(text, words)) {
        if (isFromElsewhere(text)) foreign.add(word)
        if (!removed) continue
        const known = latest.get(word) ?? { commit, subject, declared: false }
        latest.set(word, known)
        if (known.commit === commit && declares(text, path, word)) known.declared = true
      }
    },
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

/** Those of the words that stand in a line, alone or as a part of a hyphenated word. */
function* wordsIn(text: string, words: ReadonlySet<string>): Generator<string> {
  for (const [word] of text.matchAll(/[A-Za-z_$][\w$]*(?:-[\w$]+)*/g)) {
    if (words.has(word)) yield word
    else if (word.includes('-'))
      for (const part of [...word.split('-'), word.replace(/^no-/, '')])
        if (words.has(part)) yield part
  }
}

const isFromElsewhere = (line: string): boolean =>
  /(?:from\s+|require\(\s*|import\(\s*)["'](?![.])[^"']+["']|^\s*from\s+(?![.])\S+\s+import|^\s*use\s+(?!crate|self|super)\w+::/.test(
    line,
  )

const isImport = (line: string): boolean =>
  /^\s*(?:import\b|from\s+\S+\s+import)|\brequire\(|await import\(/.test(line)

const declares = (line: string, path: string, word: string): boolean =>
  !isImport(line) &&
  declarations(line, path).some(({ name }) => name === word || formOf(name) === formOf(word))
