import { packSourceInvalid } from '../../errors/packs.ts'
import type { PackSource } from '../../ports/packs.ts'

/** A source as people and lock files write it. A plain name is a built-in pack; `folder` is where relative paths begin, from the root. */
export const packSource = (text: string, folder = ''): PackSource => {
  const invalid = (why: string) => packSourceInvalid(text, why)
  if (/\p{Cc}/u.test(text) || text.trim() !== text || text === '') throw invalid('it is not a name')
  if (text.startsWith('builtin:')) return { kind: 'builtin', name: text.slice('builtin:'.length) }
  if (text.startsWith('npm:')) return npmSource(text.slice('npm:'.length), invalid)
  if (isGit(text)) return gitSource(text, folder, invalid)
  if (
    /^(?:folder|tarball):/.test(text) ||
    /^\.{0,2}\//.test(text) ||
    /\.t(?:ar\.)?gz$/.test(text)
  ) {
    const path = joined(folder, text.replace(/^(?:folder|tarball):/, ''))
    return { kind: /\.t(?:ar\.)?gz$/.test(path) ? 'tarball' : 'folder', path }
  }
  if (/^[a-z0-9][a-z0-9._-]*$/.test(text)) return { kind: 'builtin', name: text }
  throw invalid('it is neither a name, a path nor an address')
}

const isGit = (text: string): boolean =>
  /^(?:git\+|git:|github:|ssh:|https?:|file:|git@|ext::)/.test(text) || /#|\.git$/.test(text)

const npmSource = (text: string, invalid: (why: string) => Error): PackSource => {
  const [, name, range = ''] =
    /^((?:@[a-z0-9~][\w.~-]*\/)?[a-z0-9~][\w.~-]*)(?:@(.*))?$/i.exec(text) ?? []
  if (name === undefined) throw invalid('it is no name of a package')
  // What npm would take for an address or a folder must not come in by the version.
  if (!/^[\w.^~<>=*| +-]*$/.test(range) || /^-/.test(range))
    throw invalid('it has no version of a package')
  return { kind: 'npm', name, range }
}

const gitSource = (text: string, folder: string, invalid: (why: string) => Error): PackSource => {
  const plain = text
    .replace(/^git\+/, '')
    .replace(/^git:(?!\/\/)/, '')
    .replace(/^github:([\w.-]+\/[\w.-]+)/, 'https://github.com/$1.git')
  const [address = '', fragment = ''] = plain.split(/#(.*)/s)
  const [ref = '', below = ''] = fragment.split(/:(.*)/s)
  if (/^(?:http|git):/.test(address)) throw invalid('its address is not encrypted')
  if (/^[a-z]+:\/\/[^/@]*:[^/@]*@|^https:\/\/[^/]*@/.test(address))
    throw invalid('its address holds a password, which would be committed')
  if (/^[\w+-]+::/.test(address)) throw invalid('Git would run a program for it')
  if (address === '' || /^-/.test(address) || !/^[\w./@+-]*$/.test(ref) || /^-|\.\./.test(ref))
    throw invalid('it has no address and ref of Git')
  const isPath = !/^(?:https|ssh|file):\/\//.test(address) && !/^[\w.-]+@[\w.-]+:/.test(address)
  if (isPath && /^[\w+-]+:/.test(address))
    throw invalid('its protocol is not one of https, ssh and file')
  return {
    kind: 'git',
    url: isPath ? joined(folder, address) : address,
    ref: ref === '' ? 'HEAD' : ref,
    folder: joined('', below),
  }
}

/** A path from the root; one that leads out of it begins with `..`. */
const joined = (folder: string, path: string): string => {
  if (path.startsWith('/')) return path
  const parts: string[] = []
  for (const part of `${folder}/${path}`.split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop()
    else parts.push(part)
  }
  return parts.join('/')
}

/** The same as text, as the lock file has it. */
export const sourceText = (source: PackSource): string => {
  switch (source.kind) {
    case 'builtin':
      return `builtin:${source.name}`
    case 'npm':
      return `npm:${source.name}${source.range && `@${source.range}`}`
    case 'git':
      return `git:${source.url}#${source.ref}${source.folder && `:${source.folder}`}`
    default:
      return `${source.kind}:${source.path}`
  }
}
