/** Where the values of a JSON text begin, by their JSON Pointers, and where the text stops being JSON. */
export interface JsonScan {
  readonly offsets: ReadonlyMap<string, number>
  readonly problem?: { readonly offset: number; readonly message: string } | undefined
  /** Pointers of keys that stand twice in one object: JSON.parse keeps the last one and says nothing. */
  readonly twice: readonly string[]
}

class Stop extends Error {
  readonly offset: number
  constructor(offset: number, message: string) {
    super(message)
    this.offset = offset
  }
}

const space = /[ \t\r\n]*/y
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that JSON forbids in a string.
const string = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/y
const literal = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null)(?![\w.+-])/y

/** Reads a JSON text for its places. It is slower than `JSON.parse`, and only asked where a place is to be shown. */
export const scanJson = (text: string): JsonScan => {
  const offsets = new Map<string, number>()
  const twice: string[] = []
  let at = 0

  const skip = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at
    const found = pattern.exec(text)?.[0]
    if (found !== undefined) at += found.length
    return found
  }
  const take = (character: string, what: string): void => {
    skip(space)
    if (text[at] !== character) throw new Stop(at, `${what} is expected`)
    at += 1
  }
  const more = (end: string): boolean => {
    skip(space)
    if (text[at] === end) {
      at += 1
      return false
    }
    take(',', `"," or "${end}"`)
    return true
  }
  const isEmpty = (end: string): boolean => {
    at += 1
    skip(space)
    if (text[at] !== end) return false
    at += 1
    return true
  }
  const members = (pointer: string): void => {
    if (isEmpty('}')) return
    const names = new Set<string>()
    do {
      skip(space)
      const key = skip(string)
      if (key === undefined) throw new Stop(at, 'a name in double quotes is expected')
      const name = JSON.parse(key) as string
      const own = `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
      if (names.has(name)) twice.push(own)
      names.add(name)
      take(':', '":"')
      value(own)
    } while (more('}'))
  }
  const elements = (pointer: string): void => {
    if (isEmpty(']')) return
    let index = 0
    do {
      value(`${pointer}/${index}`)
      index += 1
    } while (more(']'))
  }
  const value = (pointer: string): void => {
    skip(space)
    offsets.set(pointer, at)
    if (text[at] === '{') members(pointer)
    else if (text[at] === '[') elements(pointer)
    else if (skip(text[at] === '"' ? string : literal) === undefined)
      throw new Stop(at, at >= text.length ? 'the text ends too early' : 'a value is expected')
  }

  try {
    value('')
    skip(space)
    if (at < text.length) throw new Stop(at, 'the text goes on after its end')
  } catch (error) {
    if (!(error instanceof Stop)) throw error
    return { offsets, twice, problem: { offset: error.offset, message: error.message } }
  }
  return { offsets, twice }
}
