import { gateFileInvalid, gateFileMissing } from '../../../errors/pipelines.ts'
import { changelogSections, missingEntries, notable } from '../../../pipelines/changelog.ts'
import { highestTag, releaseTag } from '../../../pipelines/version-tag.ts'
import { failing } from '../gate-place.ts'
import type { BuiltGate } from '../gates.ts'

/** The commit has a tag with a version, which is the manifest's and higher than those before it. */
export const semverTag: BuiltGate = {
  async look({ gate, root, request }, { tools }) {
    const { file, prefix = 'v' } = gate.options
    const manifest = file ?? 'package.json'
    const [tags, text] = await Promise.all([tools.tags(root), tools.read(root, manifest)])
    if (file !== undefined && text === undefined) throw gateFileMissing(file)
    const here = tags.filter(({ commit }) => commit === request.commit).map(({ tag }) => tag)
    const version = text === undefined ? undefined : versionIn(manifest, text)
    const all = tags.map(({ tag }) => tag)
    const found = releaseTag({ here, all, prefix, ...(version && { version }) })
    if (typeof found === 'string') return failing('TAG_WRONG', found, { tags: here })
    return { facts: { ...found } }
  },
}

/** The `version` of a manifest in JSON, or the only line of another file. */
export const versionIn = (file: string, text: string) => {
  if (!file.endsWith('.json')) return { file, text: text.trim().replace(/^v/, '') }
  let version: unknown
  try {
    version = (JSON.parse(text) as { readonly version?: unknown } | null)?.version
  } catch {
    throw gateFileInvalid(file, 'JSON')
  }
  if (typeof version !== 'string') throw gateFileInvalid(file, 'a manifest', 'it has no version')
  return { file, text: version }
}

/** How many entries are proposed. */
const most = 50

/** The changelog says what users notice of the commits since the last version. Proposes what is missing. */
export const changelog: BuiltGate = {
  async look({ gate, root, request }, { tools }) {
    const { file = 'CHANGELOG.md', prefix = 'v' } = gate.options
    const text = await tools.read(root, file)
    if (text === undefined) throw gateFileMissing(file)
    const tags = await tools.tags(root)
    const here = tags.filter(({ commit }) => commit === request.commit).map(({ tag }) => tag)
    const since = highestTag(
      tags.map(({ tag }) => tag),
      prefix,
      here,
    )
    const commits = notable(await tools.subjects(root, since))
    const names = ['Unreleased', ...here.map(tag => tag.slice(prefix.length))]
    const sections = changelogSections(text).filter(({ name }) => names.includes(name))
    const missing = missingEntries(sections.map(section => section.text).join('\n'), commits)
    const facts = {
      ...{ file, commits: commits.length, missing: missing.length },
      ...(since !== undefined && { since }),
      ...(missing.length > 0 && { proposed: missing.slice(0, most) }),
    }
    if (missing.length === 0) return { facts }
    const reason = `${file} says nothing of ${missing.length === 1 ? 'a change' : `${missing.length} changes`} since ${since ?? 'the beginning'}: ${missing.slice(0, 3).join('; ')}${missing.length > 3 ? '; …' : '.'}`
    return failing('CHANGELOG_INCOMPLETE', reason, facts)
  },
}
