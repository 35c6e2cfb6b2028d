import * as z from 'zod'
import { packLockInvalid } from '../../errors/packs.ts'

const LockedPack = z.strictObject({
  version: z.string(),
  source: z.string().describe('As it was asked for.'),
  resolved: z.string().describe('The source that gives the same bytes again.'),
  integrity: z.string().regex(/^sha512-[A-Za-z0-9+/]{86}==$/),
  requires: z.array(z.string()),
  direct: z.boolean().describe('A person asked for it; otherwise only other packs do.'),
})
export type LockedPack = z.infer<typeof LockedPack>

/** `.git-doc/packs.lock.json`, which is committed. */
export const PackLock = z.strictObject({
  lockVersion: z.literal(1),
  packs: z.record(z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/), LockedPack),
})

export type LockedPacks = Readonly<Record<string, LockedPack>>

/** The packs of a lock file; none if there is no file. PACK_LOCK_INVALID. */
export const lockedIn = (text: string | undefined): LockedPacks => {
  if (text === undefined) return {}
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    const what = /^(?:<{7}|={7}|>{7})/m.test(text) ? 'it has marks of a merge' : 'it is not JSON'
    throw packLockInvalid(what, error)
  }
  const { success, data, error } = PackLock.safeParse(json)
  if (success) return data.packs
  const [issue] = error.issues
  throw packLockInvalid(`${issue?.path.map(String).join('.') || 'it'}: ${issue?.message}`)
}

/** The same packs give the same text. */
export const lockText = (packs: LockedPacks): string => {
  const sorted = Object.fromEntries(
    Object.entries(packs).sort(([one], [other]) => (one < other ? -1 : 1)),
  )
  return `${JSON.stringify({ lockVersion: 1, packs: sorted }, undefined, 2)}\n`
}

/** Without what nobody asks for any more. */
export const stillNeeded = (packs: LockedPacks): LockedPacks => {
  const kept = new Set(Object.keys(packs).filter(name => packs[name]?.direct))
  for (const name of kept) for (const each of packs[name]?.requires ?? []) kept.add(each)
  return Object.fromEntries(Object.entries(packs).filter(([name]) => kept.has(name)))
}
