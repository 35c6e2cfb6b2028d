/** What an answer is made bad with. */
export interface Material {
  /** The person's new section, and the one before it. */
  readonly text: string
  readonly old: string
  /** The whole new document, and other sections of it. */
  readonly document: string
  readonly neighbour: string
  /** Words of the repository's code. */
  readonly words: readonly string[]
  readonly random: () => number
}

export type Maker = (material: Material) => string | undefined

export const pick = <Value>(list: readonly Value[], random: () => number): Value | undefined =>
  list[Math.floor(random() * list.length)]

const headingEnd = (text: string): number => {
  const end = text.indexOf('\n')
  return end < 0 ? text.length : end + 1
}

export const heading = (text: string): string => text.slice(0, headingEnd(text)).trim()
export const body = (text: string): string => text.slice(headingEnd(text))

/** Blocks between blank lines; a fence is one block. */
export const blocksOf = (text: string): readonly string[] =>
  (
    text.match(
      /^[ \t]*(`{3,}|~{3,})[\s\S]*?\n[ \t]*\1`*[ \t]*$|^(?:(?![ \t]*(?:`{3,}|~{3,})|[ \t]*$).*\n?)+/gm,
    ) ?? []
  ).map(block => block.trimEnd())

export const isProse = (block: string): boolean => /^[A-Za-z*_`[]/.test(block) && block.length > 40

/** Changes one block that a test names; undefined if there is none. */
export const withBlock =
  (
    wanted: (block: string) => boolean,
    change: (block: string, material: Material) => string,
  ): Maker =>
  material => {
    const blocks = blocksOf(material.text)
    const places = blocks.flatMap((block, place) => (place > 0 && wanted(block) ? [place] : []))
    const place = pick(places, material.random)
    if (place === undefined) return undefined
    return blocks
      .map((block, at) => (at === place ? change(block, material) : block))
      .join('\n\n')
      .concat('\n\n')
  }

export const withSentence =
  (sentence: (material: Material) => string): Maker =>
  material => {
    const blocks = [...blocksOf(material.text)]
    const place = 1 + Math.floor(material.random() * blocks.length)
    blocks.splice(Math.max(1, place), 0, sentence(material))
    return `${blocks.join('\n\n')}\n\n`
  }

const capital = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1)

/** A name glued from two words of the repository: what a model invents. */
export const glued = ({ words, random }: Material): string => {
  const one = pick(words, random) ?? 'retry'
  const other = pick(words, random) ?? 'window'
  return one + capital(other)
}

export const kebab = (name: string): string =>
  name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)
export const constant = (name: string): string => kebab(name).replaceAll('-', '_').toUpperCase()

const rare = ['zephyr', 'quorate', 'marzipan', 'obelisk', 'tundra', 'wicker', 'lantern', 'saffron']
export const rareName = ({ random }: Material): string =>
  `${pick(rare, random)}${capital(pick(rare, random) ?? '')}`

export const cutAt = (text: string, share: number): string =>
  text.slice(0, Math.floor(text.length * share))

export const cyrillic =
  'этот параметр задаёт поведение запроса при ошибке и возвращает значение по умолчанию если ничего не указано'.split(
    ' ',
  )
export const german =
  'dieser Parameter bestimmt das Verhalten der Anfrage wenn ein Fehler auftritt und liefert den voreingestellten Wert zurück sofern nichts angegeben wurde'.split(
    ' ',
  )
export const chinese = '此选项设置请求失败时的行为如果未指定则返回默认值'

export const translated =
  (words: readonly string[]): Maker =>
  ({ text }) => {
    let next = 0
    let fenced = false
    const lines = body(text)
      .split('\n')
      .map(line => {
        if (/^\s*(?:`{3,}|~{3,})/.test(line)) fenced = !fenced
        if (fenced || /^\s*(?:`{3,}|~{3,}|#)/.test(line)) return line
        return line.replace(
          /(?<![`\w./-])[A-Za-z]{2,}(?![`\w./(-])/g,
          () => words[next++ % words.length] ?? '',
        )
      })
    return next < 12 ? undefined : text.slice(0, headingEnd(text)) + lines.join('\n')
  }

export const fenceBlock = (block: string): boolean =>
  /^\s*(?:`{3,}|~{3,})/.test(block) && block.split('\n').length > 2

export const shuffledWords = (block: string, { random }: Material): string =>
  block
    .split('\n')
    .map(line => {
      const words = line.split(' ')
      for (let at = words.length - 1; at > 0; at -= 1) {
        const other = Math.floor(random() * (at + 1))
        ;[words[at], words[other]] = [words[other] ?? '', words[at] ?? '']
      }
      return words.join(' ')
    })
    .join('\n')

const synonyms: readonly (readonly [RegExp, string])[] = [
  [/\bUse\b/g, 'Employ'],
  [/\buse\b/g, 'utilize'],
  [/\byou can\b/gi, 'it is possible to'],
  [/\bwill\b/g, 'is going to'],
  [/\bshould\b/g, 'ought to'],
  [/\breturns?\b/g, 'gives back'],
  [/\bdefaults? to\b/gi, 'is by default'],
  [/\bThis\b/g, 'The following'],
  [/\ballows?\b/g, 'makes it possible for'],
  [/\bset\b/g, 'configured'],
  [/\bwhen\b/g, 'in case'],
  [/\bIf\b/g, 'In the event that'],
  [/\bfor example\b/gi, 'as an illustration'],
  [/\bneed\b/g, 'require'],
  [/\bonly\b/g, 'solely'],
  [/\balso\b/g, 'additionally'],
]

export const reworded: Maker = ({ old }) => {
  let changes = 0
  const next = synonyms.reduce(
    (text, [from, to]) =>
      text.replace(from, () => {
        changes += 1
        return to
      }),
    body(old),
  )
  return changes < 3 ? undefined : old.slice(0, headingEnd(old)) + next
}
