/** A name in a text that looks like one of the program's, and what kind. */
export interface Name {
  readonly kind:
    | 'flag'
    | 'env'
    | 'path'
    | 'version'
    | 'number'
    | 'dotted'
    | 'camel'
    | 'snake'
    | 'kebab'
    | 'word'
  readonly text: string
}

const extensions =
  'js|mjs|cjs|jsx|ts|mts|cts|tsx|json|jsonl|md|mdx|py|go|rs|toml|ya?ml|sh|bash|html?|css|txt|lock|cfg|ini|env|sql|db|csv|xml|svg|png|jpe?g|gif|log|rb|java|kt|c|h|cpp'

const source = [
  String.raw`(?<flag>(?<![\w-])--[A-Za-z][\w-]*|(?<![\w./-])-[A-Za-z](?![\w-]))`,
  String.raw`(?<env>\$\{?[A-Za-z_]\w*\}?(?![\w.(])|\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b)`,
  String.raw`(?<path>(?:(?:\.{1,2}|~)?\/)?(?:@?[\w.*+-]+\/)+[\w.*@+-]*[\w*]|(?:\.{1,2}|~)\/[\w./*-]*\w|(?<![\w.])[\w-]+(?:\.[\w-]+)*\.(?:${extensions})\b(?![\w(.]))`,
  String.raw`(?<version>\bv?\d+\.\d+(?:\.\d+)*(?:-[\w.]+)?\b)`,
  String.raw`(?<number>(?<![\w.])\d[\d_,]*(?:e\d+)?(?![\w.]*[A-Za-z_])\b)`,
  String.raw`(?<dotted>[A-Za-z_$][\w$]*(?:(?:\?\.|\.|::|#)[A-Za-z_$][\w$]*)+)`,
  String.raw`(?<kebab>(?<![\w-])[A-Za-z][a-z0-9]*(?:-[A-Za-z0-9]+)+(?![\w-]))`,
  String.raw`(?<id>[A-Za-z_$][\w$]*)`,
].join('|')
const pattern = new RegExp(source, 'g')

const abbreviation = /^(?:e\.g|i\.e|a\.k\.a)$/i

const kindOfIdentifier = (text: string): Name['kind'] => {
  const bare = text.replace(/^_+|_+$/g, '')
  if (bare.includes('_')) return 'snake'
  return /^\$?[a-z][a-z0-9]*[A-Z]/.test(bare) ? 'camel' : 'word'
}

/** The names in a text, in its order. */
export function* namesIn(text: string): Generator<Name> {
  for (const match of text.matchAll(pattern)) {
    const { id, ...groups } = match.groups ?? {}
    if (id !== undefined) yield { kind: kindOfIdentifier(id), text: id }
    else {
      const found = Object.entries(groups).find(([, value]) => value !== undefined)
      if (found && !abbreviation.test(found[1] ?? ''))
        yield { kind: found[0] as Name['kind'], text: found[1] ?? '' }
    }
  }
}

/** The words that stand alone in backticks. */
export const codeWords = (prose: string): readonly string[] =>
  [...prose.matchAll(/(?<!`)`([A-Za-z]{3,})`(?!`)/g)].map(([, word = '']) => word)
