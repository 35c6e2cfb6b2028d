import { forgeUnknown, forgeWithoutList, hookMissing } from '../errors/forges.ts'
import type { ForgeHook } from '../ports/forge.ts'
import type { SourceHook, UpstreamSource } from '../ports/settings.ts'
import { addressParts, shownAddress } from './repository.ts'

type Hooked = Pick<UpstreamSource, 'repo' | 'hook'>

/**
 * Where the forge of a source is asked for the deliveries of its webhook. FORGE_HOOK_MISSING, FORGE_UNKNOWN, FORGE_WITHOUT_LIST for Gitea and
 * Forgejo, whose API has no such list.
 */
export const forgeHookOf = (name: string, { repo, hook }: Hooked): ForgeHook => {
  if (!hook) throw hookMissing(name)
  const address = hook.repo ?? repo
  const parts = addressParts(address)
  const isAtForge = parts && parts.host !== 'file:'
  const forge = isAtForge ? (hook.forge ?? forgeAt(parts.host)) : undefined
  if (!forge || !parts) throw forgeUnknown(name, shownAddress(address))
  if (forge === 'gitea' || forge === 'forgejo') throw forgeWithoutList(titles[forge])
  const api = (hook.api ?? apiOf(forge, parts.host)).replace(/\/+$/, '')
  return { forge, api, repository: parts.path, id: hook.id }
}

const titles = { gitea: 'Gitea', forgejo: 'Forgejo' } as const

/** The forge that a host's name tells of. */
const forgeAt = (host: string): SourceHook['forge'] => {
  const name = host.toLowerCase()
  if (name === 'codeberg.org') return 'forgejo'
  const found = ['github', 'gitlab', 'gitea', 'forgejo'] as const
  return found.find(each => name.split('.').includes(each))
}

const apiOf = (forge: ForgeHook['forge'], host: string): string => {
  if (forge === 'gitlab') return `https://${host}/api/v4`
  return host.toLowerCase() === 'github.com' ? 'https://api.github.com' : `https://${host}/api/v3`
}

/** What deliveries may tell of that can be a new version, in the words of both forges. */
const news: ReadonlySet<string> = new Set([
  'push',
  'create',
  'release',
  'Push Hook',
  'Tag Push Hook',
  'Release Hook',
])

/** Whether a delivery of this event may be about a new version. */
export const mayBeNews = (event: string): boolean => news.has(event)
