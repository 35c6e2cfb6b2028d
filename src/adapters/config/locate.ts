import { parse } from 'smol-toml'

/** Where a key stands in a TOML text. Offsets are into the text; `line` counts from 1. */
export interface Place {
  readonly line: number
  /** The key's first character, or that of the header which makes the table. */
  readonly start: number
  /** The value's first character and the one behind its last; of a header, the whole header. */
  readonly value: readonly [start: number, end: number]
  readonly by: 'header' | 'key' | 'dotted' | 'element'
}

export type KeyPath = readonly (string | number)[]

export interface Places {
  /** Where exactly this key or table is written. */
  at(path: KeyPath): Place | undefined
  /** The same, or else that of the nearest table or list around it. */
  near(path: KeyPath): Place | undefined
  /** The offsets of the headers, and from where to where the keys with their values go, in the text's order. */
  readonly headers: readonly number[]
  readonly pairs: readonly (readonly [start: number, end: number])[]
}

/** Finds where keys are written. For a text that is known to be valid TOML; of any other the answer is some place or none. */
export const locate = (text: string): Places => {
  const places = new Map<string, Place>()
  const scan = scanner(text)
  const note = (path: KeyPath, place: Omit<Place, 'line'>) => {
    const name = JSON.stringify(path)
    if (!places.has(name)) places.set(name, { line: lineOf(text, place.start), ...place })
  }
  /** A key of several parts also makes the tables on its way. */
  const noteKey = (table: KeyPath, key: readonly string[], place: Omit<Place, 'line' | 'by'>) => {
    key.slice(0, -1).forEach((_, part) => {
      note([...table, ...key.slice(0, part + 1)], { ...place, by: 'dotted' })
    })
    note([...table, ...key], { ...place, by: 'key' })
  }

  /** Reads a value and notes what is inside it; where it ends. */
  const value = (path: KeyPath): number => {
    if (scan.take('[')) return list(path)
    if (scan.take('{')) return table(path)
    return scan.string() ?? scan.word()
  }
  const list = (path: KeyPath): number => {
    for (let index = 0; ; index++) {
      scan.blank()
      const start = scan.offset()
      if (scan.take(']') || scan.ended()) return scan.offset()
      const end = value([...path, index])
      note([...path, index], { start, value: [start, end], by: 'element' })
      if (end === start) scan.skip()
      scan.blank()
      scan.take(',')
    }
  }
  const table = (path: KeyPath): number => {
    for (;;) {
      scan.blank()
      if (scan.take('}') || scan.ended()) return scan.offset()
      pair(path)
      scan.blank()
      scan.take(',')
    }
  }
  const pair = (path: KeyPath) => {
    const start = scan.offset()
    const key = scan.key()
    scan.space()
    scan.take('=')
    scan.blank()
    const from = scan.offset()
    // Inner keys are noted as the value is read: their path is needed before its end is known.
    const end = value([...path, ...key])
    if (end === start) scan.skip()
    noteKey(path, key, { start, value: [from, end] })
    return [start, end] as const
  }

  let current: KeyPath = []
  const lists = new Map<string, number>()
  /** A header's path, with the index of the element that a list of tables is at. */
  const resolve = (key: readonly string[]): KeyPath => {
    const path: (string | number)[] = []
    for (const part of key) {
      path.push(part)
      const index = lists.get(JSON.stringify(path))
      if (index !== undefined) path.push(index)
    }
    return path
  }
  const header = () => {
    const start = scan.offset()
    scan.take('[')
    const repeated = scan.take('[')
    const key = scan.key()
    scan.take(']')
    if (repeated) scan.take(']')
    const end = scan.offset()
    const path = [...resolve(key.slice(0, -1)), ...key.slice(-1)]
    if (repeated) {
      const name = JSON.stringify(path)
      lists.set(name, (lists.get(name) ?? -1) + 1)
      note(path, { start, value: [start, end], by: 'header' })
    }
    current = repeated ? resolve(key) : path
    note(current, { start, value: [start, end], by: 'header' })
  }

  const headers: number[] = []
  const pairs: (readonly [number, number])[] = []
  for (scan.blank(); !scan.ended(); scan.blank()) {
    if (scan.at('[')) {
      headers.push(scan.offset())
      header()
    } else pairs.push(pair(current))
  }

  const at = (path: KeyPath) => places.get(JSON.stringify(path))
  const near: Places['near'] = path =>
    at(path) ?? (path.length > 0 ? near(path.slice(0, -1)) : undefined)
  return { at, near, headers, pairs }
}

const lineOf = (text: string, offset: number): number => text.slice(0, offset).split('\n').length

/** Walks over a TOML text, token by token. */
const scanner = (text: string) => {
  let offset = text.startsWith('\ufeff') ? 1 : 0
  /** Moves behind what a sticky pattern finds here; what it found. */
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = offset
    const found = pattern.exec(text)?.[0]
    offset += found?.length ?? 0
    return found
  }
  const space = () => match(/[ \t]*/y)
  const string = (): number | undefined => {
    const found =
      match(/"""(?:\\[\s\S]|(?!""")[\s\S])*"""(?:""?)?/y) ??
      match(/'''(?:(?!''')[\s\S])*'''(?:''?)?/y) ??
      match(/"(?:\\.|[^"\\\n])*"/y) ??
      match(/'[^'\n]*'/y)
    return found === undefined ? undefined : offset
  }
  const keyPart = (): string | undefined => {
    const start = offset
    if (string() === undefined) return match(/[^\s.=\][{}#,"']+/y)
    const quoted = text.slice(start, offset)
    return quoted.startsWith("'") ? quoted.slice(1, -1) : unescaped(quoted)
  }
  return {
    offset: () => offset,
    ended: () => offset >= text.length,
    at: (token: string) => text.startsWith(token, offset),
    take: (token: string) => {
      const found = text.startsWith(token, offset)
      if (found) offset += token.length
      return found
    },
    skip: () => {
      offset += 1
    },
    space,
    /** Spaces, line ends and comments. */
    blank: () => match(/(?:\s|#[^\n]*)*/y),
    string,
    /** A number, a date, a word: up to what can follow a value. */
    word: () => {
      match(/[^,\]}#\r\n]*[^,\]}#\s]/y)
      return offset
    },
    /** A bare, quoted or dotted key. */
    key: (): string[] => {
      const parts: string[] = []
      for (space(); ; space()) {
        const part = keyPart()
        if (part === undefined) return parts
        parts.push(part)
        space()
        if (match(/\./y) === undefined) return parts
      }
    },
  }
}

const unescaped = (quoted: string): string => {
  try {
    return parse(`v = ${quoted}`).v as string
  } catch {
    return quoted.slice(1, -1)
  }
}
