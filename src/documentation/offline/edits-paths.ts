import type { Move } from '../diff-facts/fact.ts'
import type { Page } from '../markdown/clauses.ts'
import type { Span } from '../markdown/parse.ts'
import type { Region } from '../markdown/regions.ts'
import { literally } from '../shapes.ts'
import { type Edit, placesOf, presentClauses, proofOf } from './edit.ts'

/** Writes where files are now: full paths in text and code, and links by where they lead from the document. */
export const pathEdits = (moves: readonly Move[], page: Page, document: string): Edit[] => {
  const regions = presentClauses(page).flatMap(clause => clause.regions)
  const edits: Edit[] = []
  // Files before folders: a file's whole path says more than the folder it begins with.
  for (const fact of [...moves].sort((a, b) => Number(a.folder) - Number(b.folder))) {
    const found = regions.flatMap(region => editsIn(region, fact, page, document))
    edits.push(...found.filter(edit => !edits.some(other => overlap(edit, other))))
  }
  return edits
}

const overlap = (one: Span, other: Span): boolean => one.start < other.end && other.start < one.end

const editsIn = (region: Region, fact: Move, page: Page, document: string): Edit[] =>
  region.kind === 'link'
    ? linkEdits(fact, page, region, document).flatMap(edit => [edit, ...textOf(edit, page)])
    : textEdits(fact, page, region, document)

/** Names that every project has: in text they may be the reader's own file. */
const common =
  /^(?:(?:src|lib|app|test|tests)\/)?(?:index|main|app|mod|lib|__init__|setup|config|test|utils?|types?|cli|server)\.\w+$/

/** Where every project keeps its tests and settings: in text it may be the reader's. */
const everyones = /(?:^|\/)(?:tests?|specs?|fixtures?|__\w+__)\/|(?:^|\/)\./

/** A path that something takes by default is the reader's; a link's text that is its own address goes by that. */
const isOurs = ({ text }: Page, { start, end }: Span, document: string): boolean => {
  if (/\bdefaults?\b[\s:="'`(]*$/i.test(text.slice(Math.max(0, start - 40), start))) return false
  const label = `](${text.slice(start, end)}`
  return !document.includes('/') || !text.slice(end).replace(/^`/, '').startsWith(label)
}

const textEdits = (fact: Move, page: Page, region: Region, document: string): Edit[] => {
  const { from, to, folder } = fact
  if (common.test(from) || everyones.test(from)) return []
  const dotted = document.includes('/') ? '' : '(?:\\./)?'
  // A name without a folder is any file of that name, unless the document says that it is the one beside it.
  const start = from.includes('/') ? dotted : '\\./'
  if (start === '\\./' && (dotted === '' || folder)) return []
  const end = folder ? '(?=/|(?![\\w.-]))' : '(?![\\w/-]|\\.\\w)'
  const path = new RegExp(`(?<![\\w./@~-])${start}${literally(from)}${end}`, 'g')
  const places = placesOf(path, page, region).filter(place => isOurs(page, place, document))
  return places.map(place => {
    const prefix = page.text.startsWith('./', place.start) ? 2 : 0
    return { start: place.start + prefix, end: place.end, text: to, proof: proofOf(fact) }
  })
}

/** The text of a link that is just the old file's name is its name now: `[a.md](docs/a.md)`. */
const textOf = ({ start, proof }: Edit, { text }: Page): Edit[] => {
  const [was = '', is = ''] = [proof.from, proof.to].map(path => nameOf(path))
  const before = text.slice(text.lastIndexOf('\n', start) + 1, start)
  const said = /(`?)\]\($/.exec(before)
  if (was === is || !said || !before.endsWith(`[${said[1]}${was}${said[0]}`)) return []
  const end = start - said[0].length
  return [{ start: end - was.length, end, text: is, proof: { ...proof, from: was, to: is } }]
}

const nameOf = (path: string): string => path.split(/[?#]/)[0]?.split('/').at(-1) ?? ''

const linkEdits = (fact: Move, page: Page, region: Region, document: string): Edit[] => {
  const written = page.text.slice(region.start, region.end)
  const [path = '', rest = ''] = parts(written)
  if (path === '' || /^(?:[a-z][\w+.-]*:|\/\/|#)/i.test(path)) return []
  const decoded = decode(path)
  const target = resolved(document, decoded)
  const moved = target === undefined ? undefined : movedTo(fact, target)
  if (moved === undefined) return []
  const slash = decoded.endsWith('/') ? '/' : ''
  const text = `${encodeLike(path, addressed(decoded, document, moved) + slash)}${rest}`
  return [{ start: region.start, end: region.end, text, proof: proofOf(fact, written, text) }]
}

/** A link's path, and what follows it: a query, an anchor. */
const parts = (link: string): [path: string, rest: string] => {
  const end = link.search(/[?#]/)
  return end < 0 ? [link, ''] : [link.slice(0, end), link.slice(end)]
}

const decode = (path: string): string => {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

const encodeLike = (path: string, target: string): string =>
  path.includes('%') || /[\s()]/.test(target)
    ? target.split('/').map(encodeURIComponent).join('/')
    : target

/** The repository path a link leads to, or undefined if it leads out of it. */
const resolved = (document: string, link: string): string | undefined => {
  const parts = link.startsWith('/') ? [] : document.split('/').slice(0, -1)
  for (const part of link.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.pop() === undefined) return undefined
  }
  return parts.join('/')
}

const movedTo = ({ from, to, folder }: Move, target: string): string | undefined => {
  if (target === from) return to
  return folder && target.startsWith(`${from}/`) ? to + target.slice(from.length) : undefined
}

/** A target as seen from a document, in the way that the old link was written. */
const addressed = (link: string, document: string, target: string): string => {
  if (link.startsWith('/')) return `/${target}`
  const base = document.split('/').slice(0, -1)
  const path = target.split('/')
  while (base.length > 0 && path.length > 1 && base[0] === path[0]) {
    base.shift()
    path.shift()
  }
  const up = base.map(() => '..')
  return [...(up.length === 0 && link.startsWith('./') ? ['.'] : up), ...path].join('/')
}
