import { posix } from 'node:path'
import { platform } from 'node:process'
import type { Makers } from '../../../ports/publisher.ts'
import type { RepositoryPaths } from '../../../ports/repository.ts'
import { catFileAnswer, parseCatFile } from '../answers.ts'
import { git } from '../command.ts'
import type { ReadObject } from '../objects.ts'
import { openStream } from '../streams.ts'
import { askAttributes, attributeFiles, attributeState, lineEndings } from './attributes.ts'
import { openConfiguration } from './configuration.ts'
import { type Conversion, conversionOf, lineEndingConversion } from './conversion.ts'
import { askIdentities, type Identities } from './identities.ts'
import { askIndexEntries, type IndexEntry, indexState } from './user-index.ts'

/**
 * What making commits reads of a repository. An answer of Git is kept only as long as the files that it depends on are the
 * same, so it may be asked for again at every step.
 */
export interface GitReader extends RepositoryPaths {
  /** One object by its id, from one `git cat-file --batch` for all; undefined if there is none. */
  readonly read: ReadObject
  /** Several objects; those that do not exist are left out. */
  readAll(ids: readonly string[]): Promise<ReadonlyMap<string, Buffer>>
  /** The entries of these files in the person's index, as far as they exist. */
  indexEntries(files: readonly string[]): Promise<readonly IndexEntry[]>
  /** The index's entries of these files, of the folders on the way to them if they are none there, and of what lies below them. */
  indexAround(files: readonly string[]): Promise<readonly IndexEntry[]>
  /** The conversions of those documents that have one. */
  conversions(files: readonly string[]): Promise<ReadonlyMap<string, Conversion>>
  /** The conversions of those files that have one when they are written whole: line endings count. */
  fileConversions(files: readonly string[]): Promise<ReadonlyMap<string, Conversion>>
  /** Whether Git goes by the executable bits of the working tree's files. */
  trustsModes(): Promise<boolean>
  /** Who Git says makes a commit now; `makers` where it is not the person. Undefined if it cannot say. */
  identities(makers: Makers): Promise<Identities | undefined>
  /** Whether the person has their commits signed. */
  signsCommits(): Promise<boolean>
  /** Whether a commit is `of` or one of its ancestors; false if Git does not have it. */
  isAncestor(commit: string, of: string): Promise<boolean>
  close(): Promise<void>
}

/** Opens a reader; Git is started when it is first asked. */
export const openReader = ({ root, gitDirectory, commonDirectory }: RepositoryPaths): GitReader => {
  const paths: RepositoryPaths = { root, gitDirectory, commonDirectory }
  const stream = openStream(['cat-file', '--batch'], { cwd: root, collector: catFileAnswer })
  const read: ReadObject = async id => parseCatFile(await stream.ask(id))
  const configuration = openConfiguration(paths)
  const entries = kept<readonly IndexEntry[]>()
  const attributes = kept<ReadonlyMap<string, string>>()
  const endings = kept<ReadonlyMap<string, string>>()
  const identities = kept<Identities | undefined>()
  const ancestors = new Map<string, boolean>()

  const allEntries = async (files: readonly string[]) => {
    const all = [...files, ...attributeFiles(files)]
    // Taken before Git looks: whoever finds the same state later finds what Git saw, or something newer.
    const key = [indexState(paths), ...all].join('\0')
    return entries(key, () => askIndexEntries(root, all))
  }
  /** The files that the index has with CRLF: where Git decides by the content, it leaves those as they are. */
  const crlfIn = async (indexed: readonly IndexEntry[]): Promise<ReadonlySet<string>> => {
    const found = await Promise.all(
      indexed.map(async ({ path, blob }) =>
        (await read(blob))?.bytes.includes('\r\n') ? [path] : [],
      ),
    )
    return new Set(found.flat())
  }
  return {
    ...paths,
    read,
    async readAll(ids) {
      const found = await Promise.all(
        [...new Set(ids)].map(async id => [id, await read(id)] as const),
      )
      return new Map(found.flatMap(([id, object]) => (object ? [[id, object.bytes]] : [])))
    },
    async indexEntries(files) {
      return (await allEntries(files)).filter(({ path }) => files.includes(path))
    },
    indexAround: files => allEntries([...new Set(files.flatMap(withFoldersAbove))]),
    async conversions(files) {
      if (files.length === 0) return new Map()
      const [indexed, global] = await Promise.all([
        allEntries(files),
        configuration.get('core.attributesfile'),
      ])
      const key = attributeState(paths, files, indexed, global)
      const found = await attributes(key, () => askAttributes(root, files))
      return new Map(
        [...found].map(([file, names]) => [file, conversionOf(root, read, file, names)]),
      )
    },
    async fileConversions(files) {
      if (files.length === 0) return new Map()
      const [indexed, global, automatic = 'false', eol] = await Promise.all([
        allEntries([...new Set(files.flatMap(withFoldersAbove))]),
        configuration.get('core.attributesfile'),
        configuration.get('core.autocrlf'),
        configuration.get('core.eol'),
      ])
      const key = attributeState(paths, files, indexed, global)
      const found = await endings(key, () => askAttributes(root, files, lineEndings))
      const namesOf = (file: string): string | undefined =>
        found.get(file) ?? (automatic === 'false' ? undefined : `core.autocrlf=${automatic}`)
      const writesCrlf = eol === 'crlf' || automatic === 'true' || platform === 'win32'
      const decides = files.filter(file => /text=auto|autocrlf/.test(namesOf(file) ?? ''))
      const withCrlf = await crlfIn(indexed.filter(({ path }) => decides.includes(path)))
      return new Map(
        files.flatMap(file => {
          const names = namesOf(file)
          if (names === undefined) return []
          if (/ident|encoding|filter/.test(names))
            return [[file, conversionOf(root, read, file, names)]]
          const how = {
            writesCrlf: writesCrlf || names.includes('eol=crlf'),
            keepsCrlf: withCrlf.has(file),
          }
          return [[file, lineEndingConversion(root, read, file, names, how)]]
        }),
      )
    },
    async trustsModes() {
      return platform !== 'win32' && (await configuration.get('core.filemode')) !== 'false'
    },
    async identities({ author, committer }) {
      const key = `${await configuration.revision()} ${author ?? ''} ${committer ?? ''}`
      return identities(key, () => askIdentities(root, { author, committer }))
    },
    signsCommits: () => configuration.isSet('commit.gpgsign'),
    async isAncestor(commit, of) {
      const pair = `${commit} ${of}`
      // Only a yes is kept: a commit that Git does not have may be fetched later.
      if (ancestors.get(pair)) return true
      const { code } = await git(['merge-base', '--is-ancestor', commit, of], {
        cwd: root,
        codes: [0, 1, 128, 129],
      })
      if (code === 0) ancestors.set(pair, true)
      return code === 0
    },
    close: stream.close,
  }
}

const withFoldersAbove = (file: string): readonly string[] => {
  const folder = posix.dirname(file)
  return folder === '.' ? [file] : [file, ...withFoldersAbove(folder)]
}

/** Keeps the last answer with its key. */
const kept = <Answer>() => {
  let last: { readonly key: string; readonly answer: Promise<Answer> } | undefined
  return (key: string, ask: () => Promise<Answer>): Promise<Answer> => {
    if (last?.key !== key) {
      const answer = ask()
      last = { key, answer }
      // A failure is no answer.
      answer.catch(() => {
        if (last?.answer === answer) last = undefined
      })
    }
    return last.answer
  }
}
