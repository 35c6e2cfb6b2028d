import type { ReleaseSettings, ReleaseVerb } from '../ports/release-settings.ts'

/** Who people are: the addresses in each role, and the roles that a verb needs. */
export interface RoleSettings {
  readonly roles: Readonly<Record<string, readonly string[]>>
  readonly verbs: ReleaseSettings['roles']
}

/** Why a person may not do something; undefined if they may. A verb without an entry is open to everybody. */
export const whyNot = (
  verb: ReleaseVerb,
  person: string,
  { roles, verbs }: RoleSettings,
): string | undefined => {
  const needed = verbs[verb]
  if (!needed || needed.some(name => isIn(person, name, roles))) return undefined
  return needed.length === 0 ? 'nobody may' : `only ${needed.join(', ')} may`
}

/** Whether somebody is in a role, or is the address that stands in a role's place. Nobody is in a role by its name. */
const isIn = (person: string, name: string, roles: RoleSettings['roles']): boolean =>
  (Object.hasOwn(roles, name) ? (roles[name] ?? []) : [name]).some(
    address => address.includes('@') && addressOf(address) === addressOf(person),
  )

/** What tells people apart: the address in `Name <email>`, or the whole text where there is none. */
export const addressOf = (person: string): string =>
  (/<([^<>]*)>\s*$/.exec(person)?.[1] ?? person).trim().toLowerCase()
