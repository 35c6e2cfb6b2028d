import * as z from 'zod'
import type { Delivery, forges } from '../events/source.ts'
import type { UpstreamSource } from '../ports/settings.ts'
import { isSameRepository } from './repository.ts'

export type Forge = (typeof forges)[number]

/** What is known of a delivery from its headers. */
export interface DeliveryHead {
  readonly forge: Forge
  readonly id: string
  readonly event: string
}

/** What of a body is a short text; anything else is as if it were not there. */
const text = z
  .string()
  .min(1)
  .max(2_000)
  .regex(/^[^\p{Cc}]*$/u)
  .optional()
  .catch(undefined)

const flag = z.boolean().optional().catch(undefined)

/** Bodies of GitHub, Gitea and Forgejo. */
const LikeGitHub = z.object({
  ref: text,
  ref_type: text,
  after: text,
  deleted: flag,
  action: text,
  release: z.object({ tag_name: text, prerelease: flag, draft: flag }).optional().catch(undefined),
  repository: z
    .object({
      clone_url: text,
      ssh_url: text,
      git_url: text,
      html_url: text,
      url: text,
      default_branch: text,
    })
    .optional()
    .catch(undefined),
})

/** Bodies of GitLab. */
const LikeGitLab = z.object({
  object_kind: text,
  ref: text,
  after: text,
  checkout_sha: text,
  action: text,
  tag: text,
  project: z
    .object({
      git_http_url: text,
      git_ssh_url: text,
      http_url: text,
      ssh_url: text,
      web_url: text,
      default_branch: text,
    })
    .optional()
    .catch(undefined),
})

/** What a delivery says, whatever else its body has. Undefined for a body that is no object. */
export const readDelivery = (head: DeliveryHead, body: unknown): ReadDelivery | undefined =>
  head.forge === 'gitlab' ? fromGitLab(head, body) : fromGitHub(head, body)

/** `news` is false if nothing new can come of it; `defaultBranch` is the repository's, if it says so. */
export interface ReadDelivery extends Delivery {
  readonly news: 'push' | 'tag' | 'release' | 'none' | 'unknown'
  readonly defaultBranch?: string | undefined
}

const nothing = /^0+$/

const fromGitHub = (head: DeliveryHead, body: unknown): ReadDelivery | undefined => {
  const { data } = LikeGitHub.safeParse(body)
  if (!data) return undefined
  const { repository: r, release, action, deleted, after } = data
  const isCreate = head.event === 'create'
  const ref = isCreate ? created(data) : data.ref
  const gone = deleted === true || (after !== undefined && nothing.test(after))
  const isReleased =
    head.event === 'release' && release?.tag_name !== undefined && release.draft !== true
  return {
    ...head,
    repositories: listed(r?.clone_url, r?.ssh_url, r?.git_url, r?.html_url, r?.url),
    ...(ref !== undefined && { ref }),
    ...(after !== undefined && !gone && { commit: after }),
    ...(isReleased && {
      release: { tag: release.tag_name ?? '', prerelease: release.prerelease === true },
    }),
    defaultBranch: r?.default_branch,
    news: newsOf(head.event, { ref, gone, isReleased: isReleased && action !== 'deleted' }),
  }
}

const created = ({ ref, ref_type: type }: z.infer<typeof LikeGitHub>): string | undefined =>
  ref === undefined ? undefined : `refs/${type === 'tag' ? 'tags' : 'heads'}/${ref}`

const fromGitLab = (head: DeliveryHead, body: unknown): ReadDelivery | undefined => {
  const { data } = LikeGitLab.safeParse(body)
  if (!data) return undefined
  const { project: p, object_kind: event = head.event, ref, after, action, tag } = data
  const gone = after !== undefined && nothing.test(after)
  const isReleased = event === 'release' && tag !== undefined && action !== 'delete'
  const commit = data.checkout_sha ?? after
  return {
    ...head,
    event,
    repositories: listed(p?.git_http_url, p?.git_ssh_url, p?.http_url, p?.ssh_url, p?.web_url),
    ...(ref !== undefined && { ref }),
    ...(commit !== undefined && !gone && { commit }),
    ...(isReleased && { release: { tag, prerelease: false } }),
    defaultBranch: p?.default_branch,
    news: newsOf(event === 'tag_push' ? 'push' : event, { ref, gone, isReleased }),
  }
}

const newsOf = (
  event: string,
  about: {
    readonly ref?: string | undefined
    readonly gone: boolean
    readonly isReleased: boolean
  },
): ReadDelivery['news'] => {
  if (event === 'release') return about.isReleased ? 'release' : 'none'
  if (event === 'ping') return 'none'
  if (event !== 'push' && event !== 'create') return 'unknown'
  if (about.gone || about.ref === undefined) return 'none'
  return about.ref.startsWith('refs/tags/') ? 'tag' : 'push'
}

const listed = (...addresses: readonly (string | undefined)[]): readonly string[] & string[] =>
  addresses.filter(each => each !== undefined)

/** The source whose repository, or one of whose remotes, a delivery is about. */
export const sourcesOf = (
  { repositories }: Pick<Delivery, 'repositories'>,
  sources: Readonly<Record<string, Pick<UpstreamSource, 'repo' | 'remotes'>>>,
): readonly string[] =>
  Object.entries(sources).flatMap(([name, { repo, remotes }]) =>
    isSameRepository([repo, ...remotes], repositories) ? [name] : [],
  )

/** Why a delivery means nothing for a source; undefined if there may be a new version. */
export const ignoredBy = (
  { news, ref, release, defaultBranch }: ReadDelivery,
  { strategy, branch }: Pick<UpstreamSource, 'strategy' | 'branch'>,
): string | undefined => {
  if (news === 'unknown') return 'unknown-event'
  if (news === 'none') return 'nothing-new'
  if (strategy === 'commits') {
    if (news !== 'push') return 'no-branch'
    const followed = branch ?? defaultBranch
    return followed === undefined || ref === `refs/heads/${followed}` ? undefined : 'other-branch'
  }
  return news === 'push' && !release ? 'no-tag' : undefined
}
