import GithubSlugger from 'github-slugger'
import { headingLines } from '../markdown/headings.ts'
import { attributeValues, readHtml } from '../markdown/html.ts'
import type { Span } from '../markdown/parse.ts'
import { outline } from '../markdown.ts'

/** The anchors of a document: those that GitHub makes of its headings, and those it sets itself. */
export const anchorsOf = (text: string): ReadonlySet<string> => {
  const { headings, code, codeSpans } = outline(text)
  return anchorsFrom(
    blanked(text, [...code, ...codeSpans]),
    headings.map(({ anchor }) => anchor),
  )
}

/** The same from the lines that look like headings: quick, and right but for headings in places where few write them. */
export const skimAnchors = (text: string): ReadonlySet<string> =>
  anchorsFrom(
    text,
    [...headingLines(text)].filter(({ strict }) => strict).map(({ raw }) => anchorTitle(raw)),
  )

const anchorsFrom = (shown: string, headings: readonly string[]): ReadonlySet<string> => {
  const slugger = new GithubSlugger()
  const made = headings.map(heading => slugger.slug(heading))
  const html = readHtml(shown)
  const written = html.headings.map(heading => slugger.slug(heading))
  const named = attributeValues(html, new Set(['id', 'name']))
  return new Set([...made, ...written, ...named, ...listedAnchors(shown)])
}

/** `{#id}` of many programs, `(label)=` of MyST. */
const listedAnchors = (text: string): readonly string[] =>
  [...text.matchAll(/\{\s*:?\s*#([^\s{}]+)[^{}]*\}|^\(([\w-]+)\)=$/gm)].map(
    ([, id, label]) => id ?? label ?? '',
  )

const blanked = (text: string, spans: readonly Span[]): string => {
  const parts: string[] = []
  let place = 0
  for (const { start, end } of [...spans].sort((one, other) => one.start - other.start)) {
    if (start < place) continue
    parts.push(text.slice(place, start), ' ')
    place = end
  }
  return parts.join('') + text.slice(place)
}

/** What a title's text is without its Markdown; only a title that has some is read. */
const anchorTitle = (raw: string): string =>
  /[\\`*_[\]<&~]/.test(raw) ? (outline(`# ${raw}`).headings[0]?.anchor ?? '') : raw

/** Whether a document with these anchors has one, by its name or as GitHub prefixes it. */
export const hasAnchor = (anchors: ReadonlySet<string>, anchor: string): boolean =>
  anchor === '' || anchors.has(anchor) || anchors.has(anchor.replace(/^user-content-/, ''))

/**
 * Whether it can be known at all that an anchor is missing: `#top` and `#L12` belong to the browser and to GitHub; programs differ in
 * how they treat other alphabets and upper case.
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
