/** A section that a comment in code names: `git-doc: docs/api.md#Usage`. */
export interface CodeMarker {
  /** The file of code. */
  readonly path: string
  readonly file: string
  readonly section: string
}

/** Every comment that names a section contains it. */
export const markerWord = 'git-doc:'

/** A sign that begins a comment, or goes on with one, and our words behind it. */
const marker =
  /(?:^|\s)(?:\/\/+|#+|\/\*+|\*|--|<!--|;+|%+|"""|\{-)\s*git-doc:\s+([^\s#]+)#([^\r\n]+)/gm
/** What may end a comment on its line. */
const ending = /\s*(?:\*\/|-->|"""|-\}).*$/

/** The sections that a file of code names in comments, each once. */
export const codeMarkers = (path: string, text: string): readonly CodeMarker[] => {
  if (!text.includes(markerWord)) return []
  const found = new Map<string, CodeMarker>()
  for (const [, file = '', rest = ''] of text.matchAll(marker)) {
    const section = rest.replace(ending, '').trim()
    if (section !== '' && isInside(file)) found.set(`${file}#${section}`, { path, file, section })
  }
  return [...found.values()]
}

const isInside = (file: string): boolean =>
  !file.startsWith('/') && !file.split('/').includes('..') && !file.includes('\\')
