import * as z from 'zod'
import { PackLock } from '../../src/jobs/packs/lock.ts'
import { PackManifest } from '../../src/jobs/packs/manifest.ts'
import { count } from './parts.ts'

const schema = z.literal(1)

const changed = z.object({
  name: z.string(),
  version: z.string(),
  source: z.string().describe('Where it came from, as the lock file has it.'),
  before: z.string().optional().describe('The version that was here before.'),
})

const list = z.object({
  schema,
  packs: z.array(
    z.object({
      name: z.string(),
      state: z
        .enum(['ready', 'changed', 'broken', 'available'])
        .describe('changed: its files are not those of the lock file; available: not installed.'),
      version: z.string().optional(),
      description: z.string().optional(),
      folder: z.string().optional().describe('From the top of the repository.'),
      source: z.string().optional(),
      jobs: z.array(z.string()).describe('As commands name them.'),
      inputs: z.array(z.object({ name: z.string(), type: z.string(), description: z.string() })),
      why: z.string().optional(),
    }),
  ),
})

/** What `pack <verb>` prints. */
export const packs = z.union([
  list,
  z.object({ schema, installed: z.array(changed), kept: count }),
  z.object({ schema, updated: z.array(changed) }),
  z.object({ schema, removed: z.array(z.string()) }),
])

/** The files of packs, which people write and commit. */
export const packFiles = { 'pack.json': PackManifest, 'packs.lock.json': PackLock }
