import { isMarkdown } from '../../documentation/concern.ts'
import { anchorsOf, canTell, hasAnchor, skimAnchors } from '../../documentation/drift/anchors.ts'
import type { Finding } from '../../documentation/drift/finding.ts'
import type { Link } from '../../documentation/drift/html.ts'
import { missingAnchor, missingFile } from '../../documentation/drift/links.ts'
import { isIgnored, pageOf } from '../../documentation/drift/page.ts'
import { hasFrontMatter, isInDotFolder, isPage, sitesOf } from '../../documentation/drift/scope.ts'
import { skimTargets } from '../../documentation/drift/skim.ts'
import { destinationOf } from '../../documentation/drift/target.ts'
import type { Snapshot } from './snapshot.ts'

/** A dead link, and the path it needs, which an ignore file may name. */
export interface DeadLink {
  readonly finding: Finding
  readonly path: string | undefined
}

/** Looks for dead links in the documents of one tree; each document's anchors are read once. */
export const linkChecker = (snapshot: Snapshot) => {
  const { files } = snapshot
  const site = sitesOf(files.paths)
  const skimmed = remembering(async path => anchorsIn(await snapshot.text(path), skimAnchors))
  const read = remembering(async path =>
    anchorsIn(await snapshot.text(path), text => anchorsOf(text, pageOf(text).headings)),
  )

  /** What is wrong with a link, by anchors that were skimmed or read. */
  const judge = async (
    file: string,
    link: Link,
    anchors: typeof read,
  ): Promise<DeadLink | undefined> => {
    const to = destinationOf(file, link.target, files, site)
    if (to.state === 'unknown') return undefined
    if (to.path !== file && isInDotFolder(file)) return undefined
    if (to.state === 'missing') {
      const finding = missingFile(file, link, to.path, files)
      return { finding, path: to.path }
    }
    if (
      to.anchor === '' ||
      !isMarkdown(to.path) ||
      hasOtherAnchors(file) ||
      hasOtherAnchors(to.path)
    )
      return undefined
    const found = await anchors(to.path)
    if (!found || hasAnchor(found, to.anchor) || !canTell(found, to.anchor)) return undefined
    return { finding: missingAnchor(file, link, to, found), path: undefined }
  }
  const hasOtherAnchors = (path: string) => site(path) || /sidebar[^/]*$/i.test(path)

  return async (file: string, text: string): Promise<readonly DeadLink[]> => {
    if (!isPage(text) || !(await hasSuspect(file, text))) return []
    const page = pageOf(text)
    const found: DeadLink[] = []
    for (const link of page.links) {
      const dead = isIgnored(page, link) ? undefined : await judge(file, link, read)
      if (dead) found.push(dead)
    }
    return found
  }

  async function hasSuspect(file: string, text: string): Promise<boolean> {
    for (const target of skimTargets(text)) {
      if (await judge(file, { target, start: 0, end: 0 }, skimmed)) return true
    }
    return false
  }
}

const anchorsIn = (
  text: string | undefined,
  anchors: (text: string) => ReadonlySet<string>,
): ReadonlySet<string> | undefined =>
  text === undefined || !isPage(text) || hasFrontMatter(text) ? undefined : anchors(text)

const remembering = <Value>(ask: (path: string) => Promise<Value>) => {
  const known = new Map<string, Promise<Value>>()
  return (path: string): Promise<Value> => {
    const value = known.get(path) ?? ask(path)
    known.set(path, value)
    return value
  }
}
