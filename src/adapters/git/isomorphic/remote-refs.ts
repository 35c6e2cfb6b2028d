import { gitFailed } from '../../../errors/git.ts'
import type { RemoteRef } from '../../../ports/upstream.ts'
import { gitTransport } from './git-transport.ts'

/**
 * The refs of a repository behind an http(s) URL, without a clone and without a git command; those that begin with
 * `prefix`, if one is given. GIT_FAILED if the server cannot be reached or refuses; the message shows no credentials.
 */
export const remoteRefs = async (
  url: string,
  prefix?: string,
  signal?: AbortSignal,
): Promise<readonly RemoteRef[]> => {
  try {
    const { listServerRefs } = await import('./isomorphic-git.ts')
    const refs = await listServerRefs({
      http: gitTransport(signal),
      url,
      symrefs: true,
      peelTags: true,
      ...(prefix === undefined ? {} : { prefix }),
    })
    return refs.map(({ ref, oid, target, peeled }) => ({
      ref,
      id: oid,
      ...(target !== undefined && { target }),
      ...(peeled !== undefined && { peeled }),
    }))
  } catch (error) {
    const { origin = '', pathname = '' } = URL.canParse(url) ? new URL(url) : {}
    throw gitFailed(['ls-remote', `${origin}${pathname}`], reasonOf(error, url), error)
  }
}

const reasonOf = (error: unknown, url: string): string => {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : ''
  return `${error.message}${cause}`.replaceAll(url, 'the server')
}
