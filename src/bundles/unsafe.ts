import type { ArchiveEntry } from './entry.ts'

/** Why an entry must not be unpacked; undefined if nothing speaks against it. */
export const unsafe = (
  { path, kind }: Pick<ArchiveEntry, 'path' | 'kind'>,
  seen: ReadonlySet<string>,
): string | undefined => {
  if (kind === 'link') return 'it is a link'
  if (kind === 'other') return 'it is neither a file nor a folder'
  if (/^(?:\/|[A-Za-z]:)|\\/.test(path) || path.split('/').includes('..'))
    return 'its path leads out of the bundle'
  // Control characters, and what Windows would read as another name.
  if (/\p{Cc}|[:*?"<>|]|[. ](?:\/|$)|\/\/|(?:^|\/)\.(?:\/|$)/u.test(path) || path === '')
    return 'its path is not plain'
  if (seen.has(sameName(path))) return 'it is there twice'
  return undefined
}

/** Paths that are one file where the system ignores case, or how letters with accents are put together. */
export const sameName = (path: string): string => path.normalize('NFC').toLowerCase()
