import GithubSlugger from 'github-slugger'
import { toString as textOf } from 'mdast-util-to-string'
import { nodesIn } from '../markdown.ts'
import { htmlAnchors, htmlHeadings } from './html.ts'

/** The anchors of a document as GitHub makes them, and those its HTML sets; `headings` as a reader of Markdown finds them. */
export const anchorsOf = (text: string, headings: readonly string[]): ReadonlySet<string> => {
  const slugger = new GithubSlugger()
  const made = headings.map(heading => slugger.slug(heading))
  const written = htmlHeadings(text).map(heading => slugger.slug(heading))
  return new Set([...made, ...written, ...htmlAnchors(text)])
}

/** The same from the lines that look like headings: quick, and right but for headings in places where few write them. */
export const skimAnchors = (text: string): ReadonlySet<string> =>
  anchorsOf(text, skimHeadings(text))

const skimHeadings = (text: string): string[] => {
  const headings: string[] = []
  let fence: string | undefined
  let before = ''
  for (const line of text.split(/\r\n|\r|\n/)) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1]
    if (fence !== undefined) {
      if (mark?.startsWith(fence)) fence = undefined
    } else if (mark) fence = mark
    else if (/^ {0,3}#{1,6}[ \t]/.test(line)) headings.push(titleOf(line))
    else if (/^ {0,3}(?:=+|-+)[ \t]*$/.test(line) && before.trim() !== '')
      headings.push(titleOf(`# ${before.trim()}`))
    before = line
  }
  return headings
}

const titleOf = (line: string): string => {
  for (const { node } of nodesIn(line))
    if (node.type === 'heading') return textOf(node, { includeImageAlt: false, includeHtml: false })
  return ''
}

/** What an anchor is worth in a document that has these. */
export const hasAnchor = (anchors: ReadonlySet<string>, anchor: string): boolean =>
  anchor === '' || anchors.has(anchor) || anchors.has(anchor.replace(/^user-content-/, ''))

/**
 * Whether a missing anchor can be told at all: `#top` and `#L12` are the browser's and GitHub's own; how another alphabet or another
 * case is treated differs between programs.
 */
export const canTell = (anchors: ReadonlySet<string>, anchor: string): boolean =>
  /^[\x21-\x7e]+$/.test(anchor) &&
  !/^(?:top|readme|L\d+.*|:~:.*|fn.*|user-content-fn.*|!.*|\/.*)$/i.test(anchor) &&
  ![...anchors].some(each => each.toLowerCase() === anchor.toLowerCase())

/**
 * The anchor whose letters and digits are those of a missing one: programs differ in what they make of punctuation, so the
 * link may well work where the document is really read.
 */
export const nearAnchor = (anchors: ReadonlySet<string>, anchor: string): string | undefined => {
  const bare = (text: string) => text.toLowerCase().replace(/[^a-z\d]/g, '')
  const wanted = bare(anchor)
  return [...anchors].find(each => bare(each) === wanted)
}
