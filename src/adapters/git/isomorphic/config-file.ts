/** One `key = value` of a Git configuration file; section and key in lower case. */
export interface ConfigEntry {
  readonly section: string
  readonly key: string
  readonly value: string
}

/** As much of Git's format as it takes to see which features a repository uses: values are not unquoted. */
export const parseConfig = (text: string): ConfigEntry[] => {
  const entries: ConfigEntry[] = []
  let section = ''
  for (const line of text.split(/\r?\n/)) {
    const [matched = '', name] = /^\s*\[\s*([A-Za-z0-9.-]+)[^\]]*\]/.exec(line) ?? []
    if (name !== undefined) section = name.toLowerCase()
    const [, key, value] =
      /^\s*([A-Za-z][A-Za-z0-9-]*)\s*(?:=\s*(.*?))?\s*$/.exec(line.slice(matched.length)) ?? []
    if (key !== undefined) entries.push({ section, key: key.toLowerCase(), value: value ?? 'true' })
  }
  return entries
}
