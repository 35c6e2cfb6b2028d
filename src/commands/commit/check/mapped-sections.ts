import { findSection } from '../../../documentation/address.ts'
import type { Finding } from '../../../documentation/drift/finding.ts'
import {
  brokenMapping,
  type FollowingSection,
  type Lag,
  laggingSection,
  mappingFault,
  touchesCode,
} from '../../../documentation/drift/mapped-sections.ts'
import { type Section, sections, sectionText } from '../../../documentation/sections.ts'
import { isGitDocError } from '../../../errors/error.ts'
import type { CodeHistory, Repository, TouchingCommit } from '../../../ports/repository.ts'
import type { Mapping } from '../../../ports/settings.ts'
import type { Snapshot } from './snapshot.ts'

/** The document sections that mappings and markers connect with code. */
export const followingSections = async (
  snapshot: Snapshot,
  documents: readonly string[],
  mappings: readonly Mapping[],
): Promise<readonly FollowingSection[]> => {
  const found: FollowingSection[] = []
  for (const file of new Set([...documents, ...mappings.map(mapping => mapping.file)])) {
    const text = (await snapshot.text(file)) ?? ''
    const own = mappings.filter(mapping => mapping.file === file)
    if (own.length === 0 && !/<!--\s*git-doc:\s*section/.test(text)) continue
    const all = unlessInvalid(() => sections(text, file)) ?? []
    const following = (section: Section | undefined, code: readonly string[]) => {
      if (!section || section.ignored || code.length === 0) return
      const { address, start, end } = section
      found.push({ file, address, code, start, end })
    }
    for (const { section, code } of own)
      following(
        unlessInvalid(() => findSection(all, section, file)),
        code,
      )
    for (const section of all) following(section, section.code ?? [])
  }
  return found
}

/** The mappings whose document or section does not exist. */
export const brokenMappings = async (
  { files, entries, text }: Snapshot,
  mappings: readonly Mapping[],
): Promise<readonly Finding[]> => {
  const found: Finding[] = []
  for (const mapping of mappings) {
    const document = await text(mapping.file)
    // What is there and cannot be read is another fault.
    if (document === undefined && files.has(mapping.file)) continue
    const fault = mappingFault(mapping, document, entries)
    if (fault) found.push(brokenMapping(mapping, fault))
  }
  return found
}

/** The sections whose code changed in commits after the last one that touched the section itself. */
export const laggingSections = async (
  following: readonly FollowingSection[],
  repository: Repository,
  history: CodeHistory,
  head: string,
): Promise<readonly Finding[]> => {
  if (following.length === 0) return []
  const steps: TouchingCommit[] = []
  await history.commits(head, commit => {
    if (following.some(section => concerns(section, commit))) steps.push(commit)
    return true
  })
  const found: Finding[] = []
  for (const section of following) {
    const lag = await lagOf(section, steps, repository)
    if (lag) found.push(laggingSection(section, lag))
  }
  return found
}

const concerns = (section: FollowingSection, commit: TouchingCommit): boolean =>
  commit.files.some(({ path }) => path === section.file) || touchesCode(section, commit)

const lagOf = async (
  section: FollowingSection,
  steps: readonly TouchingCommit[],
  repository: Repository,
): Promise<Lag | undefined> => {
  let lag: Lag | undefined
  for (const step of steps) {
    if (await touchesSection(section, step, repository)) return lag
    if (touchesCode(section, step))
      lag = { newest: lag?.newest ?? step, count: (lag?.count ?? 0) + 1 }
  }
  return lag
}

const touchesSection = async (
  { file, address }: FollowingSection,
  { commit, files }: TouchingCommit,
  repository: Repository,
): Promise<boolean> => {
  const touched = files.find(({ path }) => path === file)
  if (!touched) return false
  const [parent] = (await repository.commit(commit)).parents
  if (parent === undefined || touched.before === undefined) return true
  const [before, after] = await Promise.all([
    textAt(repository, parent, file, address),
    textAt(repository, commit, file, address),
  ])
  return before !== after
}

const textAt = async (repository: Repository, commit: string, file: string, address: string) => {
  const bytes = (await repository.file(commit, file))?.bytes
  if (!bytes) return undefined
  const text = new TextDecoder().decode(bytes)
  const section = unlessInvalid(() => findSection(sections(text, file), address, file))
  return section && sectionText(text, section, 'whole')
}

const unlessInvalid = <Value>(make: () => Value): Value | undefined => {
  try {
    return make()
  } catch (error) {
    if (!isGitDocError(error)) throw error
    return undefined
  }
}
