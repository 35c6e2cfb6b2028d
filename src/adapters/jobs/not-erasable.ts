import { tokensOf } from './sucrase.ts'

/** What TypeScript makes values of that goes with the types here, or means nothing in a module of Node. */
export interface NotErasable {
  /** Where it begins in the text. */
  readonly position: number
  readonly what: string
  readonly hint: string
}

/**
 * The first such thing in a TypeScript module. A namespace would silently be left out with what is in it; `import x = require()`
 * and `export =` need CommonJS. What is only declared, or imported as a type, is left out rightly. Throws what sucrase's parser throws.
 */
export const notErasable = (source: string): NotErasable | undefined => {
  const tokens = tokensOf(source)
  const texts = tokens.map(({ start, end }) => source.slice(start, end))
  const isType = (at: number): boolean => tokens[at]?.isType ?? false
  for (let at = 0; at < tokens.length; at += 1) {
    const follows = (...expected: readonly (string | RegExp)[]): boolean =>
      expected.every((each, place) => {
        const text = texts[at + place] ?? ''
        return typeof each === 'string' ? text === each : each.test(text)
      })
    const found = (name: keyof typeof reasons) => ({
      ...reasons[name],
      position: tokens[at]?.start ?? 0,
    })
    if (isType(at) && follows('declare', /^(?:namespace|module|global)$/))
      at = endOfBlock(texts, at)
    else if (isType(at) && follows(/^(?:namespace|module)$/) && isNamed(texts, at + 1))
      return found('namespace')
    else if (isType(at)) continue
    else if (follows('import', name, '=', 'require', '(')) return found('require')
    else if (follows('export', 'import', name, '=')) return found('alias')
    else if (follows('export', '=')) return found('export')
  }
  return undefined
}

const name = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u

/** `a.b.c {`, as nothing but the name of a namespace is followed. */
const isNamed = (texts: readonly string[], from: number): boolean => {
  let at = from
  while (name.test(texts[at] ?? '') && texts[at + 1] === '.') at += 2
  return name.test(texts[at] ?? '') && texts[at + 1] === '{'
}

/** The last token of the block that begins after this one. */
const endOfBlock = (texts: readonly string[], from: number): number => {
  let depth = 0
  for (let at = texts.indexOf('{', from); at >= 0 && at < texts.length; at += 1) {
    if (texts[at] === '{' || texts[at] === '${') depth += 1
    if (texts[at] === '}') depth -= 1
    if (depth === 0) return at
  }
  return from
}

const reasons = {
  namespace: {
    what: 'it has a namespace, which git-doc does not compile',
    hint: 'Make it a file that is imported, or an object. Write "declare namespace" if there are only types in it.',
  },
  require: {
    what: 'it has an "import … = require(…)", which is not there in a module',
    hint: 'Write "import … from …", or "import * as … from …".',
  },
  alias: {
    what: 'it has an "export import … =", which git-doc does not compile',
    hint: 'Write "export const … = …".',
  },
  export: {
    what: 'it has an "export =", which is not there in a module',
    hint: 'Write "export default …".',
  },
} as const
