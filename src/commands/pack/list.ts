import { integrityOf } from '../../jobs/packs/integrity.ts'
import { lockedIn } from '../../jobs/packs/lock.ts'
import { manifestIn, type PackManifest } from '../../jobs/packs/manifest.ts'
import { isUsable, jobName, type PackHere, packsHere } from '../../kinds/job/packs.ts'
import type { PackWorld } from './world.ts'

/** A pack as `pack list` shows it. */
export interface ListedPack {
  readonly name: string
  /** `changed`: its files are not those of the lock file; `available`: it comes with git-doc and is not installed. */
  readonly state: 'ready' | 'changed' | 'broken' | 'available'
  readonly version?: string | undefined
  readonly description?: string | undefined
  /** From the root. */
  readonly folder?: string | undefined
  /** Where it was installed from; missing for one of the repository. */
  readonly source?: string | undefined
  readonly jobs: readonly string[]
  readonly inputs: readonly {
    readonly name: string
    readonly type: string
    readonly description: string
  }[]
  readonly why?: string | undefined
}

/** The packs that are here, and those that come with git-doc. */
export const listPacks = async (world: PackWorld): Promise<readonly ListedPack[]> => {
  const { store, inputs, sources } = world
  const here = await packsHere(store, inputs)
  const listed = await Promise.all(here.map(pack => listedPack(pack, world)))
  const available: ListedPack[] = []
  for (const name of await sources.builtin()) {
    if (here.some(pack => pack.name === name)) continue
    const { files } = await sources.fetch({ kind: 'builtin', name })
    const text = files.find(({ path }) => path === 'pack.json')?.bytes ?? new Uint8Array()
    const manifest = manifestIn(new TextDecoder().decode(text), name)
    // A pack without jobs is there for others.
    if (manifest.jobs.length > 0) available.push({ name, state: 'available', ...told(manifest) })
  }
  return [...listed, ...available].sort((one, other) => (one.name < other.name ? -1 : 1))
}

const listedPack = async (pack: PackHere, { store }: PackWorld): Promise<ListedPack> => {
  const { name, folder } = pack
  if (!isUsable(pack)) {
    const { message, hint } = pack.error
    const why = hint ? `${message} ${hint}` : message
    return { name, folder, state: 'broken', jobs: [], inputs: [], why }
  }
  const facts = { name, folder, ...told(pack.manifest) }
  if (!pack.isInstalled) return { ...facts, state: 'ready' }
  const locked = lockedIn(await store.lock())[name]
  const files = await store.files(name)
  const isSame = files !== undefined && integrityOf(files) === locked?.integrity
  return {
    ...facts,
    source: locked?.source,
    state: isSame ? 'ready' : 'changed',
    ...(!isSame && {
      why: 'Its files are not those of the lock file. "git-doc pack install" restores them.',
    }),
  }
}

const told = ({ name: pack, version, description, jobs, inputs }: PackManifest) => ({
  version,
  description,
  jobs: jobs.map(({ name }) => jobName(pack, name)),
  inputs: Object.entries(inputs).map(([name, { type, description: what }]) => ({
    name,
    type,
    description: what,
  })),
})
