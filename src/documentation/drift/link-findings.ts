import type { Files } from '../links/files.ts'
import type { Link } from '../links/targets.ts'
import type { Finding } from './finding.ts'

/** A link that leads to a file that is not there. */
export const missingFile = (file: string, link: Link, path: string, files: Files): Finding => {
  const other = files.inOtherCase(path)
  const moved = files.byName(path.slice(path.lastIndexOf('/') + 1))
  const hint = other
    ? `It is called ${other}: upper and lower case count.`
    : moved && !/(?:^|\/)(?:readme|index|license|changelog|contributing)\b[^/]*$/i.test(moved)
      ? `${moved} has that name: link to ${relative(file, moved)}.`
      : 'Fix or remove the link.'
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

/** A link to what a build may put there: a path that Git ignores, or a page of HTML. It blocks nothing. */
export const unbuiltFile = (finding: Finding): Finding => ({
  ...finding,
  level: 'note',
  hint: 'If a build makes it, nothing is wrong.',
})

/** A link in a document that code reads and uses elsewhere: there it may lead somewhere else. */
export const elsewhereUsed = (finding: Finding, by: string): Finding => ({
  ...finding,
  level: 'note',
  hint: `${by} reads this document: if the link works where it is used, nothing is wrong.`,
})

/** Whether a path is one that tools make from documents and code. */
export const isMade = (path: string): boolean => /\.html?$/i.test(path)

interface Anchor {
  readonly path: string
  readonly anchor: string
}

/** A link to a heading that its document does not have. */
export const missingAnchor = (file: string, link: Link, to: Anchor): Finding => ({
  rule: 'anchor',
  level: 'error',
  file,
  start: link.start,
  end: link.end,
  what: link.target,
  message: `${to.path === file ? 'This document' : to.path} has no heading or anchor #${to.anchor}.`,
  hint: 'Fix or remove the link.',
})

/** A link to a heading whose anchor GitHub spells otherwise: a note, for other programs may spell it as the link does. */
export const otherAnchor = (
  file: string,
  link: Link,
  { path = file, anchor = '' }: Partial<Anchor>,
  instead: string,
): Finding => ({
  ...missingAnchor(file, link, { path, anchor }),
  level: 'note',
  hint: `GitHub makes it #${instead}.`,
})

const relative = (from: string, to: string): string => {
  const here = from.split('/').slice(0, -1)
  const there = to.split('/')
  while (here.length > 0 && here[0] === there[0]) {
    here.shift()
    there.shift()
  }
  return [...here.map(() => '..'), ...there].join('/')
}
