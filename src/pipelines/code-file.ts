import data from './code-extensions.json' with { type: 'json' }

const extensions: ReadonlySet<string> = new Set(data.extensions.split(' '))

/** Whether a file is written in a programming language, by its ending (`code-extensions.json`, written by scripts/code-extensions.js). */
export const isCodeFile = (path: string): boolean => {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase()
  // An ending may have several parts, as in `.rs.in`. A name that is all ending has none.
  for (let dot = name.indexOf('.', 1); dot >= 0; dot = name.indexOf('.', dot + 1))
    if (extensions.has(name.slice(dot + 1))) return true
  return false
}
