import type { Files } from './files.ts'

/** Where a link leads in a tree. */
export type Destination =
  /** On another site, or somewhere a tree of files does not show. */
  | { readonly state: 'unknown' }
  | { readonly state: 'there'; readonly path: string; readonly anchor: string }
  | { readonly state: 'missing'; readonly path: string }

const unknown: Destination = { state: 'unknown' }

/** Where a link of a document leads; `site` says whether a site generator publishes a document and decides what its links mean. */
export const destinationOf = (
  document: string,
  target: string,
  files: Files,
  site: (path: string) => boolean,
): Destination => {
  if (isElsewhere.test(target) || isTemplate.test(target)) return unknown
  const [, written = '', , hash = ''] = /^([^?#]*)(\?[^#]*)?(?:#(.*))?$/s.exec(target) ?? []
  const anchor = decoded(hash)
  if (written === '') return { state: 'there', path: document, anchor }
  const absolute = written.startsWith('/')
  if (absolute && (site(document) || !hasExtension(written))) return unknown
  const folder = absolute ? '' : document.slice(0, document.lastIndexOf('/') + 1)
  const paths = [decoded(written), written].map(name => normal(folder + name))
  // GitHub's own pages (../../issues) are out of the tree; what stands behind a link or a submodule is not in it.
  if (!paths.every(path => path !== undefined && !files.isBehind(path))) return unknown
  const found = paths.flatMap(spellings).find(path => files.has(path))
  if (found !== undefined) return { state: 'there', path: found, anchor }
  const [path = ''] = paths
  return isSure(written, site(document)) ? { state: 'missing', path } : unknown
}

const isElsewhere = /^(?:[a-z][a-z\d+.-]*:|\/\/|[{<])/i
const isTemplate = /\{\{|\$\{|\$\(|\{%|%\}|%[({]|[<>\\*|]|\[|\]|\.\.\.|…/

const hasExtension = (path: string): boolean => /\.[a-z\d]{1,10}$/i.test(path)

/** Words that are no path (`url`, `tc`, `graphs/contributors`) prove nothing; a site's router has other names for pages. */
const isSure = (written: string, site: boolean): boolean =>
  hasExtension(written) || (!site && /^\.\.?\//.test(written))

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** A path without `.` and `..`; undefined if it leads out of the repository. */
const normal = (path: string): string | undefined => {
  const names: string[] = []
  for (const name of path.split('/')) {
    if (name === '' || name === '.') continue
    if (name !== '..') names.push(name)
    else if (names.pop() === undefined) return undefined
  }
  return names.join('/')
}

/** The files that a path may stand for where pages are made from Markdown. */
const spellings = (path = ''): string[] => [
  path,
  ...['.md', '.mdx', '/index.md', '/index.mdx', '/README.md', '/_index.md'].map(end => path + end),
  ...(/\.html?$/.test(path) ? ['.md', '.mdx'].map(end => path.replace(/\.html?$/, end)) : []),
]
