/** Names as a JSON Pointer (RFC 6901). */
export const pointerOf = (path: readonly string[]): string =>
  path.map(name => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')

/** The names of a JSON Pointer (RFC 6901); undefined if the text is none. */
export const parsePointerText = (text: string): readonly string[] | undefined => {
  if (text === '') return []
  if (!text.startsWith('/') || /~(?![01])/.test(text)) return undefined
  return text
    .slice(1)
    .split('/')
    .map(name => name.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** Whether a name is the index of an array's element: digits without a zero before them. */
export const isIndex = (name: string): boolean => /^(?:0|[1-9]\d*)$/.test(name)

/** The value that names lead to in data; undefined if there is none. Only what an object itself has counts. */
export const valueAt = (root: unknown, path: readonly string[]): unknown => {
  let value = root
  for (const name of path) {
    if (typeof value !== 'object' || value === null) return undefined
    if (Array.isArray(value) ? !isIndex(name) : !Object.hasOwn(value, name)) return undefined
    value = (value as Record<string, unknown>)[name]
  }
  return value
}
