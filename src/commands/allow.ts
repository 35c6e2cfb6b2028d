import { sectionDiff } from '../documentation/section-diff.ts'
import { wrongUsage } from '../errors/usage.ts'
import type { Thing, Trust } from '../ports/trust.ts'

/** What the command needs: the trust of the clone, and what the repository would have git-doc run. */
export interface AllowWorld {
  readonly trust: Trust
  things(): Promise<readonly Thing[]>
}

/** Something that nobody allowed, with the difference to what was allowed last under its name, as a unified diff. */
export interface WaitingThing extends Thing {
  readonly sha256: string
  readonly diff: string
  /** Something else was allowed under its name before. */
  readonly changed: boolean
}

/** What is not allowed yet: everything, or what is named. USAGE for a name that the configuration does not have. */
export const waitingThings = async (
  world: AllowWorld,
  names: readonly string[] = [],
): Promise<readonly WaitingThing[]> => {
  const things = await world.things()
  assertKnown(names, things)
  const wanted = things.filter(({ name }) => names.length === 0 || names.includes(name))
  return compared(await world.trust.unknown(wanted), world.trust)
}

/** Things beside what was allowed before. */
export const compared = async (
  things: readonly Thing[],
  trust: Trust,
): Promise<readonly WaitingThing[]> => {
  const allowed = things.length > 0 ? await trust.allowed() : []
  return things.map(thing => {
    const before = allowed.findLast(({ what, name }) => what === thing.what && name === thing.name)
    return {
      ...thing,
      sha256: trust.hash(thing),
      diff: sectionDiff(thing.name, before?.content ?? '', thing.content),
      changed: before !== undefined,
    }
  })
}

const assertKnown = (names: readonly string[], things: readonly Pick<Thing, 'name'>[]): void => {
  const unknown = names.find(name => !things.some(thing => thing.name === name))
  if (unknown === undefined) return
  const known = [...new Set(things.map(({ name }) => name))]
  throw wrongUsage(
    `"${unknown}" is nothing that needs to be allowed.`,
    known.length > 0
      ? `Known: ${known.join(', ')}.`
      : '"git-doc allow --list" shows what there is.',
  )
}

export interface ListedThing extends Pick<Thing, 'what' | 'name' | 'label'> {
  readonly sha256: string
  /** `allowed` and in use, `not-allowed`, or `unused`: allowed once, but the repository has something else now. */
  readonly state: 'allowed' | 'not-allowed' | 'unused'
  /** When it was allowed, in ISO 8601. */
  readonly at?: string
}

/** Everything that is in use or was allowed once. */
export const listThings = async ({
  trust,
  things,
}: AllowWorld): Promise<readonly ListedThing[]> => {
  const allowed = await trust.allowed()
  const used = (await things()).map(thing => ({ ...thing, sha256: trust.hash(thing) }))
  return [
    ...used.map(({ what, name, label, sha256 }): ListedThing => {
      const at = allowed.find(each => each.sha256 === sha256)?.at
      const thing = { what, name, label, sha256 }
      return at === undefined
        ? { ...thing, state: 'not-allowed' }
        : { ...thing, state: 'allowed', at }
    }),
    ...allowed
      .filter(each => !used.some(({ sha256 }) => sha256 === each.sha256))
      .map(
        ({ what, name, label, sha256, at }): ListedThing => ({
          what,
          name,
          label,
          sha256,
          state: 'unused',
          at,
        }),
      ),
  ]
}

/** Takes back what was allowed: everything, or what is named. USAGE for a name under which nothing was allowed. */
export const revokeThings = async (
  { trust }: AllowWorld,
  names: readonly string[] = [],
): Promise<readonly Pick<ListedThing, 'what' | 'name' | 'label' | 'sha256'>[]> => {
  assertKnown(names, await trust.allowed())
  const revoked = await trust.revoke(names.length > 0 ? names : undefined)
  return revoked.map(({ what, name, label, sha256 }) => ({ what, name, label, sha256 }))
}
