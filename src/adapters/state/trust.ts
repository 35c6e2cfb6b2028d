import { createHash } from 'node:crypto'
import { readdir, readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import * as z from 'zod/mini'
import { stateUnwritable } from '../../errors/log.ts'
import type { RepositoryFacts } from '../../ports/repository.ts'
import type { AllowedThing, Thing, Trust, TrustSetting } from '../../ports/trust.ts'
import { trustSetting } from '../git/trust-setting.ts'
import { makeFolder, writeStateFile } from './files.ts'

const Kept = z.object({
  what: z.enum(['command', 'file']),
  name: z.string(),
  label: z.string(),
  content: z.string(),
  at: z.string(),
})

/**
 * What this clone allows: a file for each thing, named by its hash, in the folder `git-doc/trust` of the common git
 * directory. Never in `state.db_path`, because a pull can change that, and what lies there.
 */
export const openTrust = (
  { root, commonDirectory }: Pick<RepositoryFacts, 'root' | 'commonDirectory'>,
  now: () => Date,
): Trust => {
  const folder = join(commonDirectory, 'git-doc', 'trust')
  const fileOf = (sha256: string) => join(folder, `${sha256}.json`)

  const read = async (sha256: string): Promise<AllowedThing | undefined> => {
    try {
      const kept = Kept.parse(JSON.parse(await readFile(fileOf(sha256), 'utf8')))
      // A damaged file allows nothing.
      return hash(kept) === sha256 ? { ...kept, sha256 } : undefined
    } catch {
      return undefined
    }
  }
  const allowed = async (): Promise<readonly AllowedThing[]> => {
    const names = await readdir(folder).catch(() => [])
    const hashes = names.flatMap(name => /^([0-9a-f]{64})\.json$/.exec(name)?.[1] ?? [])
    const kept = await Promise.all(hashes.map(read))
    return kept
      .filter(each => each !== undefined)
      .sort((one, other) => order(one.at + one.sha256, other.at + other.sha256))
  }
  const unknown = async (things: readonly Thing[]): Promise<readonly Thing[]> => {
    const known = await Promise.all(things.map(thing => read(hash(thing))))
    return things.filter((_, index) => known[index] === undefined)
  }

  let asked: Promise<TrustSetting> | undefined
  // Questions at one time, such as about each job of a hook, share an answer; a later one may have another.
  const setting = (): Promise<TrustSetting> => {
    asked ??= trustSetting({ root, commonDirectory }).finally(() => {
      asked = undefined
    })
    return asked
  }

  return {
    setting,
    unknown,
    allowed,
    hash,
    async notAllowed(things) {
      const found = await unknown(things)
      if (found.length === 0) return []
      return (await setting()).asks ? found : []
    },
    async allow(things) {
      const added = await unknown(things)
      if (added.length > 0) {
        await makeFolder(dirname(folder))
        await makeFolder(folder)
      }
      for (const { what, name, label, content } of added) {
        const kept = { what, name, label, content, at: now().toISOString() }
        const text = `${JSON.stringify(kept, undefined, 2)}\n`
        await writeStateFile(fileOf(hash(kept)), text, { durable: true })
      }
    },
    async revoke(names) {
      const ours = (await allowed()).filter(({ name }) => !names || names.includes(name))
      for (const { sha256 } of ours)
        await rm(fileOf(sha256), { force: true }).catch(error => {
          throw stateUnwritable(fileOf(sha256), error)
        })
      return ours
    },
  }
}

const hash = ({ what, name, content }: Omit<Thing, 'label'>): string =>
  createHash('sha256')
    .update(JSON.stringify([what, name, content]))
    .digest('hex')

const order = (one: string, other: string): number => (one < other ? -1 : Number(one > other))
