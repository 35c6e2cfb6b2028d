import type { Finding } from '../../../documentation/drift/finding.ts'
import {
  missingAnchor,
  missingFile,
  otherAnchor,
} from '../../../documentation/drift/link-findings.ts'
import { ignoredIn } from '../../../documentation/drift/page.ts'
import { anchorsOf, skimAnchors } from '../../../documentation/links/anchors.ts'
import { anchorsBy, followLink, type LinkedTree } from '../../../documentation/links/follow.ts'
import { isPage, sitesOf } from '../../../documentation/links/scope.ts'
import { type Link, linksIn, skimTargets } from '../../../documentation/links/targets.ts'
import { isIn } from '../../../documentation/markdown/parse.ts'
import type { Snapshot } from './snapshot.ts'

/** A dead link and the path that it needs, which an ignore file may match. */
export interface DeadLink {
  readonly finding: Finding
  readonly path: string | undefined
}

/**
 * Looks for dead links in the documents of one tree. It scans each document quickly first, and parses it only if a link
 * looks suspicious.
 */
export const linkChecker = ({ files, text }: Snapshot) => {
  const isOnSite = sitesOf(files.paths)
  const skimmed: LinkedTree = { files, isOnSite, anchors: anchorsBy(text, skimAnchors) }
  const read: LinkedTree = { files, isOnSite, anchors: anchorsBy(text, anchorsOf) }

  const judge = async (
    file: string,
    link: Link,
    tree: LinkedTree,
  ): Promise<DeadLink | undefined> => {
    const answer = await followLink(file, link.target, tree)
    if (answer.state === 'there') return undefined
    if (answer.state === 'unknown') {
      if (answer.instead === undefined) return undefined
      return { finding: otherAnchor(file, link, answer, answer.instead), path: undefined }
    }
    const { path, anchor } = answer
    return anchor === undefined
      ? { finding: missingFile(file, link, path, files), path }
      : { finding: missingAnchor(file, link, { path, anchor }), path: undefined }
  }

  return async (file: string, content: string): Promise<readonly DeadLink[]> => {
    if (!isPage(content) || !(await hasSuspect(file, content))) return []
    const ignored = ignoredIn(content)
    const found: DeadLink[] = []
    for (const link of linksIn(content)) {
      if (ignored.some(span => isIn(link, span))) continue
      const dead = await judge(file, link, read)
      if (dead) found.push(dead)
    }
    return found
  }

  async function hasSuspect(file: string, content: string): Promise<boolean> {
    for (const target of skimTargets(content)) {
      if (await judge(file, { target, start: 0, end: 0 }, skimmed)) return true
    }
    return false
  }
}
