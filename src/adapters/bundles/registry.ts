import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundleNodeChanged, bundleNodeUnavailable } from '../../errors/bundles.ts'
import type { Registry } from '../../ports/bundles.ts'
import { npmPack } from '../process/npm-pack.ts'
import { gunzip } from './gunzip.ts'

/** The registry that the person's npm uses. npm fetches the archive and runs nothing of it. */
export const npmRegistry = (): Registry => ({
  async tar({ name, version, integrity }) {
    const label = `${name}@${version}`
    const folder = await mkdtemp(join(tmpdir(), 'git-doc-node-'))
    try {
      const packedBy = await npmPack(label, folder)
      if ('why' in packedBy) throw bundleNodeUnavailable(label, packedBy.why, packedBy.cause)
      const [file] = (await readdir(folder)).filter(each => each.endsWith('.tgz'))
      if (file === undefined) throw bundleNodeUnavailable(label, 'npm wrote no archive')
      const packed = await readFile(join(folder, file))
      const hash = `sha512-${createHash('sha512').update(packed).digest('base64')}`
      if (hash !== integrity) throw bundleNodeChanged(label)
      return (await gunzip(packed, largest)).bytes
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
})

/** More than Node with all its headers and documents. */
const largest = 2 ** 30
