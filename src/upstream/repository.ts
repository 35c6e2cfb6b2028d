/**
 * The same word for every address of one repository: over ssh (`git@host:owner/name`, `ssh://…`), http(s) or git, with or without
 * `.git`, a user, a port or a slash at the end, in any case. Undefined for what is no address.
 */
export const repositoryKey = (address: string): string | undefined => {
  const parts = addressParts(address)
  return parts && `${parts.host}/${parts.path}`.toLowerCase()
}

/** The host of an address and the path of the repository there, without `.git`; undefined for what is no address. */
export const addressParts = (
  address: string,
): { readonly host: string; readonly path: string } | undefined => {
  const found = hostAndPath(address.trim())
  if (!found) return undefined
  const path = found.path
    .replace(/[?#].*$/s, '')
    .replace(/\/+/g, '/')
    .replace(/^\/|\/$/g, '')
    .replace(/\.git$/i, '')
  return path === '' ? undefined : { host: found.host, path }
}

/** A host may have several names and ports for its protocols, but one for its repositories. */
const hostAndPath = (
  address: string,
): { readonly host: string; readonly path: string } | undefined => {
  const url =
    /^(?:https?|ssh|git|git\+ssh|git\+https):\/\/(?:[^@/?#]*@)?([^/:?#]+)(?::\d*)?\/(.+)$/is.exec(
      address,
    )
  if (url) return { host: url[1] ?? '', path: url[2] ?? '' }
  const file = /^(?:file:\/\/)?(\/.+)$/is.exec(address)
  if (file) return { host: 'file:', path: file[1] ?? '' }
  const scp = /^(?:[^@/\s]+@)?([\w.-]{2,}):(?!\/\/)(.+)$/s.exec(address)
  return scp ? { host: scp[1] ?? '', path: scp[2] ?? '' } : undefined
}

/** Whether one of some addresses is that of one of some others. */
export const isSameRepository = (these: readonly string[], those: readonly string[]): boolean => {
  const keys = new Set(these.map(repositoryKey))
  return those.some(each => {
    const key = repositoryKey(each)
    return key !== undefined && keys.has(key)
  })
}

/** Where a forge shows what changed between two revisions; undefined for an address that is none of a web server. */
export const compareLink = (address: string, from: string, to: string): string | undefined => {
  const key = repositoryKey(address)
  if (key === undefined || key.startsWith('file:')) return undefined
  const [, path = ''] = /^[^/]+\/(.*)$/s.exec(withCase(address, key)) ?? []
  const host = key.slice(0, key.indexOf('/'))
  const web = /^http:\/\//i.test(address) ? 'http' : 'https'
  const port = /^https?:\/\/(?:[^@/]*@)?[^/:]+(:\d+)/i.exec(address)?.[1] ?? ''
  const range = `${encodeURIComponent(from)}...${encodeURIComponent(to)}`
  const compare = host.includes('gitlab') ? '/-/compare/' : '/compare/'
  return `${web}://${host}${port}/${path}${compare}${range}`
}

/** The key as the address has it, whose path a server may tell apart by case. */
const withCase = (address: string, key: string): string => {
  const path = key.slice(key.indexOf('/') + 1)
  const at = address.toLowerCase().lastIndexOf(path)
  return at < 0 ? key : `/${address.slice(at, at + path.length)}`.replace(/^\//, 'host/')
}

/** An address as it may be shown and recorded: without a user's name and password. */
export const shownAddress = (address: string): string =>
  address.replace(/^([a-z+]+:\/\/)[^@/?#]*@/i, '$1')
