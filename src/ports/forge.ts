/** A webhook of a repository, as the API of its forge knows it. */
export interface ForgeHook {
  readonly forge: 'github' | 'gitlab'
  /** The address of the API, without a slash at its end. */
  readonly api: string
  /** `owner/name`; at GitLab with all groups before it. */
  readonly repository: string
  readonly id: number
}

/** One attempt of a forge to deliver something. */
export interface ForgeDelivery {
  /** The id that the delivery came with, and would come with again; undefined if it would come with another one. */
  readonly id: string | undefined
  /** The forge's number of this attempt. */
  readonly attempt: string
  /** What it tells of, in the forge's words, such as `push` or `Tag Push Hook`. */
  readonly event: string
}

/**
 * What a forge remembers of a webhook. Each answer is asked for once. FORGE_TOKEN_REFUSED, FORGE_FORBIDDEN, FORGE_HOOK_UNKNOWN, FORGE_LIMITED,
 * FORGE_FAILED, FORGE_UNREADABLE, HTTP_UNREACHABLE, HTTP_REDIRECTED, HTTP_TIMED_OUT, HTTP_TOO_LARGE, INTERRUPTED; no error has the token.
 */
export interface Forge {
  /** Its attempts, newest first, page after page. */
  deliveries(hook: ForgeHook): AsyncIterable<ForgeDelivery>
  /** Has it try once more. That it was asked says nothing about whether the delivery comes. */
  again(hook: ForgeHook, attempt: string): Promise<void>
}
