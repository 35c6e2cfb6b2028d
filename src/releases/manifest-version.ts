import type { Layout } from './layout.ts'

/** The text of a manifest with another version in it, everything else as it was; undefined if it has no version. */
export const withManifestVersion = async (
  text: string,
  version: string,
  { fields }: Pick<Layout, 'fields'>,
): Promise<string | undefined> => {
  const { parseDocument } = await import('./text/yaml.ts')
  const node = parseDocument(text).getIn(fields.version.split('.'), true)
  const { range } = (node ?? {}) as { readonly range?: readonly [number, number, number] | null }
  if (!range) return undefined
  const [start, end] = range
  const quote = /^["']/.exec(text.slice(start, end))?.[0] ?? ''
  return `${text.slice(0, start)}${quote}${version}${quote}${text.slice(end)}`
}

/** What a manifest says of itself; undefined where it does not, or cannot be read. */
export const manifestNames = async (
  text: string,
  { fields }: Pick<Layout, 'fields'>,
): Promise<{ readonly id: string | undefined; readonly version: string | undefined }> => {
  const { parseDocument } = await import('./text/yaml.ts')
  const document = parseDocument(text)
  const value = (field: string): string | undefined => {
    const found: unknown = document.getIn(field.split('.'))
    return found === undefined || found === null ? undefined : String(found)
  }
  return { id: value(fields.id), version: value(fields.version) }
}

/** The manifest of a package that has none yet. */
export const newManifest = (
  { package: name, version }: { readonly package: string; readonly version: string },
  { fields }: Pick<Layout, 'fields'>,
): string => `${fields.id}: ${name}\n${fields.version}: ${version}\n`
