import { htmlLinks } from './html.ts'

/**
 * Every target that a link of a text can lead to, and some that only look like one: reading Markdown takes a hundred times longer,
 * so only a document with a suspect is read whole. A target this spells otherwise than the reader does is a suspect.
 */
export const skimTargets = (text: string): ReadonlySet<string> => {
  const found = new Set<string>()
  for (const match of text.matchAll(inline)) found.add(match[1] ?? match[2] ?? '')
  for (const match of text.matchAll(defined)) found.add(match[1] ?? match[2] ?? '')
  if (/<(?:a|img|source|video)\b/i.test(text))
    for (const { target } of htmlLinks(text)) found.add(target)
  return found
}

const inline = /\]\(\s*(?:<([^<>\n]*)>|((?:\\.|[^\s()\\<>]|\((?:\\.|[^\s()\\])*\))*))/g
const defined = /\]:\s*(?:<([^<>\n]*)>|(\S+))/g

/** Every word of a text that a name in code can be; which of them are is for the reader to say. */
export const skimWords = (text: string): ReadonlySet<string> =>
  new Set(
    [...text.matchAll(/[A-Za-z_$][\w$]{2,}(?:-[\w$]+)*/g)].map(([word]) =>
      word.replace(/^no-/, ''),
    ),
  )
