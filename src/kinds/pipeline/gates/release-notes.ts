import { gateFileMissing } from '../../../errors/pipelines.ts'
import { changelogSections, hasEntries } from '../../../pipelines/changelog.ts'
import { tagVersions } from '../../../pipelines/version-tag.ts'
import { failing } from '../gate-place.ts'
import type { BuiltGate } from '../gates.ts'
import { versionIn } from './versions.ts'

/** As much of the notes as stands in the evidence; all of them are in `output`. */
const most = 20_000

/** The changelog has notes for the version that is released: that of the commit's tag or, without one, of package.json. */
export const releaseNotes: BuiltGate = {
  async look({ gate, root, request }, { tools }) {
    const { file = 'CHANGELOG.md', prefix = 'v', output } = gate.options
    const [tags, text, manifest] = await Promise.all([
      tools.tags(root),
      tools.read(root, file),
      tools.read(root, 'package.json'),
    ])
    if (text === undefined) throw gateFileMissing(file)
    const here = tags.filter(({ commit }) => commit === request.commit).map(({ tag }) => tag)
    const [tagged, ...others] = tagVersions(here, prefix)
    if (others.length > 0)
      return failing('VERSION_UNCLEAR', `This commit has several versions: ${here.join(', ')}.`)
    const version =
      tagged ?? (manifest === undefined ? undefined : versionIn('package.json', manifest).text)
    if (version === undefined) {
      const reason = `Neither a tag such as ${prefix}1.2.3 nor package.json says which version this is.`
      return failing('VERSION_UNCLEAR', reason)
    }
    const facts = { file, version }
    const section = changelogSections(text).find(({ name }) => name === version)
    if (!section) {
      const reason = `${file} has no section "## ${version}". Give the section Unreleased that name, and a date.`
      return failing('RELEASE_NOTES_MISSING', reason, facts)
    }
    if (!hasEntries(section))
      return failing('RELEASE_NOTES_MISSING', `The section ${version} of ${file} is empty.`, facts)
    const notes = `${section.text}\n`
    if (output !== undefined) await tools.write(root, output, notes)
    return {
      facts: {
        ...facts,
        notes: notes.slice(0, most),
        ...(output !== undefined && { output }),
      },
    }
  },
}
