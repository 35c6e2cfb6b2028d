import { gateFileInvalid } from '../../../errors/pipelines.ts'
import { readChecksums } from '../../../pipelines/checksums.ts'
import { sarifProblems } from '../../../pipelines/sarif.ts'
import { failing } from '../gate-place.ts'
import type { BuiltGate } from '../gates.ts'
import { fileOf } from './read-file.ts'

/** A SARIF file is valid, and within what GitHub takes. */
export const sarif: BuiltGate = {
  async look(place, world) {
    const { file, text } = await fileOf(place, world)
    const problems = sarifProblems(text)
    const [first] = problems
    if (first === undefined) return { facts: { file, problems: 0 } }
    const more = problems.length > 1 ? ` ${problems.length - 1} more.` : ''
    return failing('SARIF_INVALID', `${file}: ${first}${more}`, { file, problems })
  },
}

/** Every file that a list of SHA-256 names has the one that stands there. */
export const checksums: BuiltGate = {
  async look(place, world) {
    const { file, text } = await fileOf(place, world)
    const sums = readChecksums(text)
    if (typeof sums === 'string') throw gateFileInvalid(file, 'a list of SHA-256', sums)
    const folder = file.slice(0, file.lastIndexOf('/') + 1)
    for (const { path, sha256 } of sums) {
      const found = await world.tools.hash(place.root, `${folder}${path}`)
      const facts = { file, files: sums.length, differs: path }
      if (found === undefined)
        return failing('CHECKSUM_DIFFERS', `${path}, which ${file} lists, is not there.`, facts)
      if (found !== sha256)
        return failing(
          'CHECKSUM_DIFFERS',
          `${path} is not what ${file} says: its SHA-256 is ${found.slice(0, 12)}…, not ${sha256.slice(0, 12)}….`,
          facts,
        )
    }
    return { facts: { file, files: sums.length } }
  },
}
