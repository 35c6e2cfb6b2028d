import { isMarkdown } from '../classify-changes.ts'
import { canTell, hasAnchor, nearAnchor } from './anchors.ts'
import { destinationOf } from './destination.ts'
import { type Files, filesOf } from './files.ts'
import { hasFrontMatter, isInDotFolder, isPage, sitesOf } from './scope.ts'

/**
 * Whether a link leads somewhere. `missing`: the tree shows that it does not. `unknown`: no tree of files can tell;
 * `instead` is then the anchor that GitHub has in place of one that other programs may spell otherwise.
 */
export type LinkAnswer =
  | { readonly state: 'there' }
  | { readonly state: 'missing'; readonly path: string; readonly anchor?: string }
  | {
      readonly state: 'unknown'
      readonly path?: string
      readonly anchor?: string
      readonly instead?: string
    }

/** The tree that links are followed in. */
export interface LinkedTree {
  readonly files: Files
  /** Whether a site generator publishes a document and decides what its links mean. */
  readonly isOnSite: (path: string) => boolean
  /** The anchors of a document; undefined if it cannot be read as GitHub would show it. */
  readonly anchors: (path: string) => Promise<ReadonlySet<string> | undefined>
}

/** A tree by its entries; `text` reads a document, `anchors` finds the anchors of one. */
export const linkedTree = (
  entries: Parameters<typeof filesOf>[0],
  text: (path: string) => Promise<string | undefined>,
  anchors: (text: string) => ReadonlySet<string>,
): LinkedTree => {
  const files = filesOf(entries)
  return { files, isOnSite: sitesOf(files.paths), anchors: anchorsBy(text, anchors) }
}

/** Reads the anchors of each document once. */
export const anchorsBy = (
  text: (path: string) => Promise<string | undefined>,
  anchors: (text: string) => ReadonlySet<string>,
): LinkedTree['anchors'] => {
  const known = new Map<string, ReturnType<LinkedTree['anchors']>>()
  const read = async (path: string) => {
    const found = await text(path)
    return found === undefined || !isPage(found) || hasFrontMatter(found)
      ? undefined
      : anchors(found)
  }
  return path => {
    const found = known.get(path) ?? read(path)
    known.set(path, found)
    return found
  }
}

const unknown: LinkAnswer = { state: 'unknown' }
const there: LinkAnswer = { state: 'there' }

/** Follows a link that a document writes. */
export const followLink = async (
  document: string,
  target: string,
  { files, isOnSite, anchors }: LinkedTree,
): Promise<LinkAnswer> => {
  const to = destinationOf(document, target, files, isOnSite)
  if (to.state === 'unknown') return unknown
  if (to.path !== document && isInDotFolder(document)) return unknown
  if (to.state === 'missing') return to
  const { path, anchor } = to
  if (anchor === '') return there
  const hasOtherAnchors = (each: string) => isOnSite(each) || /sidebar[^/]*$/i.test(each)
  if (!isMarkdown(path) || hasOtherAnchors(document) || hasOtherAnchors(path)) return unknown
  const found = await anchors(path)
  if (!found) return unknown
  if (hasAnchor(found, anchor)) return there
  if (!canTell(found, anchor)) return unknown
  const instead = nearAnchor(found, anchor)
  return instead === undefined
    ? { state: 'missing', path, anchor }
    : { state: 'unknown', path, anchor, instead }
}
