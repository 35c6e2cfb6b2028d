import { closesFence, type Fence, fenceAfter, fenceAt } from './markdown/fences.ts'
import { edgesOf, withEdgesOf, withLf } from './markdown/lines.ts'
import { type Heading, outline } from './markdown.ts'
import { unchangedWord } from './prompt.ts'

/** What a model's answer comes to. */
export type Answer =
  | { readonly unchanged: true }
  | { readonly unchanged: false; readonly text: string }

/** Whether each fence in these lines is closed in them. */
const isBalanced = (lines: readonly string[]): boolean => {
  let open: Fence | undefined
  for (const line of lines) open = fenceAfter(open, line)
  return !open
}

const firstHeading = (text: string): Heading | undefined => {
  const { headings, blocks } = outline(text)
  return blocks[0]?.type === 'heading' ? headings[0] : undefined
}

/** A title by its letters and digits alone. */
const plain = (title: string): string => title.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '')

/**
 * Whether a fence around a whole answer is only its wrapping. It is if what is in it begins as the section does; a fence of another
 * language than Markdown is code, and so may any be where the section itself begins with code.
 */
const isWrapping = (
  open: Fence,
  inner: readonly string[],
  exact: boolean,
  old: string,
): boolean => {
  const own = firstHeading(old)
  const repeated = own && firstHeading(inner.join('\n'))
  if (repeated && plain(repeated.title) === plain(own.title)) return true
  const markdown = /^(?:markdown|md|mdx|gfm)\b/i.test(open.info)
  const code = fenceAt(edgesOf(old.slice(own?.end ?? 0)).body.split('\n')[0])
  if (code) return markdown && fenceAt(inner[0])?.info === code.info
  return markdown || (exact && open.info === '')
}

/**
 * An answer without the one fence around all of it. Models put Markdown that holds fences into a fence of no more marks, which
 * Markdown ends at the first inner one: then each inner fence must be closed, and the outer one say that it holds Markdown.
 */
const unwrapped = (answer: string, old: string): string => {
  const lines = answer.split('\n')
  const open = fenceAt(lines[0])
  if (!open || lines.length < 2 || !closesFence(lines.at(-1), open)) return answer
  const inner = lines.slice(1, -1)
  const exact = !inner.some(line => closesFence(line, open))
  return (exact || isBalanced(inner)) && isWrapping(open, inner, exact, old)
    ? inner.join('\n')
    : answer
}

/** Whether a heading that begins an answer stands for the section's own: not if it is, or can only be, one below it. */
const standsForOwn = (heading: Heading, own: Heading, below: readonly Heading[]): boolean => {
  if (plain(heading.title) === plain(own.title)) return true
  const known = below.some(
    ({ depth, title }) => depth === heading.depth && plain(title) === plain(heading.title),
  )
  return !known && heading.depth <= own.depth
}

/** Puts the old heading line back: in place of one of another level or title, or where the answer has none. */
const withOwnHeading = (answer: string, old: string): string => {
  const own = firstHeading(old)
  if (!own) return answer
  const line = old.slice(own.start, own.end)
  const heading = firstHeading(answer)
  const below = outline(old).headings.slice(1)
  if (heading && standsForOwn(heading, own, below)) return line + answer.slice(heading.end)
  const gap = /^[ \t]*\n[ \t]*(?:\n|$)/.test(old.slice(own.end)) ? '\n\n' : '\n'
  return answer ? line + gap + answer : line
}

const saysUnchanged = (text: string): boolean =>
  text.replace(/^[\s`*_"'“”~]+|[\s`*_"'“”~.!]+$/g, '') === unchangedWord

/**
 * Reads a model's answer for a section (LF line endings, with its heading line if it has one). The answer may come in a fence, with
 * blank lines around it, without its heading or with another: the old heading line and blank lines are put back.
 */
export const readAnswer = (answer: string, old: { readonly text: string }): Answer => {
  const section = edgesOf(old.text).body
  const said = edgesOf(withLf(answer.replace(/^\uFEFF/, ''))).body
  const pinned = withOwnHeading(edgesOf(unwrapped(said, section)).body, section)
  const heading = firstHeading(pinned)
  if (saysUnchanged(said) || saysUnchanged(pinned.slice(heading?.end ?? 0)))
    return { unchanged: true }
  const text = withEdgesOf(old.text, pinned)
  return text === old.text ? { unchanged: true } : { unchanged: false, text }
}
