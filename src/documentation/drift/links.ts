import { nearAnchor } from './anchors.ts'
import type { Files } from './files.ts'
import type { Finding } from './finding.ts'
import type { Link } from './html.ts'

/** A link that leads to a file that is not there. */
export const missingFile = (file: string, link: Link, path: string, files: Files): Finding => {
  const other = files.inOtherCase(path)
  const moved = files.byName(path.slice(path.lastIndexOf('/') + 1))
  const hint = other
    ? `It is called ${other}: upper and lower case count.`
    : moved && !/(?:^|\/)(?:readme|index|license|changelog|contributing)\b[^/]*$/i.test(moved)
      ? `${moved} has that name: link to ${relative(file, moved)}.`
      : 'Correct the link, or take it out.'
  return {
    rule: 'link',
    level: 'error',
    file,
    start: link.start,
    end: link.end,
    what: link.target,
    message: `${path || '/'} does not exist.`,
    hint,
  }
}

/** A link to what a build may put there: a path that Git is told to ignore, or a page of HTML. It blocks nothing. */
export const unbuiltFile = (finding: Finding): Finding => ({
  ...finding,
  level: 'note',
  hint: 'If a build makes it, all is well.',
})

/** A link in a document that code makes something else of: what it stands on there is not known. */
export const elsewhereUsed = (finding: Finding, by: string): Finding => ({
  ...finding,
  level: 'note',
  hint: `${by} makes something of this document: if the link works there, all is well.`,
})

/** Whether a path is of what tools make from documents and code. */
export const isMade = (path: string): boolean => /\.html?$/i.test(path)

/** A link to a heading that its document does not have; a note where a program other than GitHub may read it otherwise. */
export const missingAnchor = (
  file: string,
  link: Link,
  { path, anchor }: { readonly path: string; readonly anchor: string },
  anchors: ReadonlySet<string>,
): Finding => {
  const near = nearAnchor(anchors, anchor)
  return {
    rule: 'anchor',
    level: near === undefined ? 'error' : 'note',
    file,
    start: link.start,
    end: link.end,
    what: link.target,
    message: `${path === file ? 'This document' : path} has no heading or anchor #${anchor}.`,
    hint: near ? `GitHub makes it #${near}.` : 'Correct the anchor, or take it out.',
  }
}

const relative = (from: string, to: string): string => {
  const here = from.split('/').slice(0, -1)
  const there = to.split('/')
  while (here.length > 0 && here[0] === there[0]) {
    here.shift()
    there.shift()
  }
  return [...here.map(() => '..'), ...there].join('/')
}
