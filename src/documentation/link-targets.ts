import GithubSlugger from 'github-slugger'
import { outline } from './markdown.ts'

/** What links of a tree may lead to. */
export interface LinkTargets {
  /** The paths of all files. */
  readonly paths: ReadonlySet<string>
  /** The text of a document as it will be; undefined for what is no document. */
  text(path: string): string | undefined
}

const attribute = (name: string) =>
  new RegExp(`\\b(?:${name})\\s*=\\s*(?:"([^"]*)"|'([^']*)')`, 'gi')
const valuesOf = (html: string, names: string): readonly string[] =>
  [...html.matchAll(attribute(names))].map(([, one, other]) => one ?? other ?? '')

/** Where the links of a Markdown text lead, HTML and definitions included, as it says. */
export const addressesOf = (text: string): readonly string[] => {
  const { links, html } = outline(text)
  return [
    ...links.map(({ url }) => url),
    ...html.flatMap(({ value }) => valuesOf(value.replace(/<!--[\s\S]*?-->/g, ''), 'href|src')),
  ]
}

/** The anchors of a document, in lower case: of its headings, as GitHub makes them, and those it sets itself. */
export const anchorsOf = (text: string): ReadonlySet<string> => {
  const { headings, html } = outline(text)
  const slugger = new GithubSlugger()
  const anchors = new Set(headings.map(({ anchor }) => slugger.slug(anchor).toLowerCase()))
  for (const { value } of html)
    for (const name of valuesOf(value, 'id|name')) anchors.add(name.toLowerCase())
  for (const [, label, name = label ?? ''] of text.matchAll(/^\(([\w-]+)\)=$|\{#([\w-]+)\}/gm))
    anchors.add(name.toLowerCase())
  return anchors
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** The path a relative link leads to; undefined if it leaves the repository. */
const resolved = (from: string, path: string): string | undefined => {
  const parts = path.startsWith('/') ? [] : from.split('/').slice(0, -1)
  for (const part of path.split('/')) {
    if (part === '..') {
      if (parts.length === 0) return undefined
      parts.pop()
    } else if (part !== '' && part !== '.') parts.push(part)
  }
  return parts.join('/')
}

const pageEndings = ['', '.md', '.mdx', '/index.md', '/README.md', '/readme.md']

/** The file a path means: itself, or the document that a site makes the page of. */
const fileAt = (path: string, paths: ReadonlySet<string>): string | undefined =>
  [path, path.replace(/\.html?$/, '')]
    .flatMap(each => pageEndings.map(ending => each + ending))
    .find(each => paths.has(each))

const isFolder = (path: string, paths: ReadonlySet<string>): boolean =>
  path === '' || [...paths].some(each => each.startsWith(`${path}/`))

const isElsewhere = (address: string): boolean =>
  address === '' || /^(?:[a-z][\w+.-]*:|\/\/|\?)/i.test(address)

/** Why a link in a document leads nowhere, as far as its repository can tell: other hosts and other repositories are not asked. */
export const brokenBecause = (
  address: string,
  file: string,
  { paths, text }: LinkTargets,
): string | undefined => {
  if (isElsewhere(address)) return undefined
  const [path = '', anchor = ''] = address.replace(/\?[^#]*/, '').split('#')
  const place = path === '' ? file : resolved(file, decoded(path))
  if (place === undefined) return undefined
  const target = path === '' ? file : fileAt(place, paths)
  if (target === undefined) return isFolder(place, paths) ? undefined : `there is no "${place}"`
  const page = anchor === '' ? undefined : text(target)
  if (page === undefined) return undefined
  const name = decoded(anchor)
    .toLowerCase()
    .replace(/^user-content-/, '')
  const known = anchorsOf(page).has(name)
  return known ? undefined : `${target} has no anchor "#${anchor}"`
}
