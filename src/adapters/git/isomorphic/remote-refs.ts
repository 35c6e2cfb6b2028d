import { listServerRefs } from 'isomorphic-git'
import * as http from 'isomorphic-git/http/node'
import { gitFailed } from '../../../errors/git.ts'

/** A ref of a remote: `target` is the ref that a symbolic one names, `peeled` the object behind an annotated tag. */
export interface RemoteRef {
  readonly ref: string
  readonly id: string
  readonly target?: string | undefined
  readonly peeled?: string | undefined
}

/**
 * The refs of a repository behind an http(s) URL, without a clone and without a git command; those that begin with
 * `prefix`, if one is given. GIT_FAILED if the server cannot be reached or refuses; the message shows no credentials.
 */
export const remoteRefs = async (url: string, prefix?: string): Promise<readonly RemoteRef[]> => {
  try {
    const refs = await listServerRefs({
      http,
      url,
      symrefs: true,
      peelTags: true,
      ...(prefix === undefined ? {} : { prefix }),
    })
    return refs.map(({ ref, oid, target, peeled }) => ({ ref, id: oid, target, peeled }))
  } catch (error) {
    const { origin = '', pathname = '' } = URL.canParse(url) ? new URL(url) : {}
    throw gitFailed(['ls-remote', `${origin}${pathname}`], reasonOf(error, url))
  }
}

const reasonOf = (error: unknown, url: string): string => {
  const text = error instanceof Error ? error.message : String(error)
  return text.replaceAll(url, 'the server')
}
