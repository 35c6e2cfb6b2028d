import type { IncomingHttpHeaders } from 'node:http'
import type { forges } from '../../events/source.ts'

/** What the headers of a delivery say. `id` is undefined if it has none that can be used. */
export interface DeliveryHeaders {
  readonly forge: (typeof forges)[number]
  readonly event: string
  readonly id: string | undefined
  /** Of GitLab, which does not sign, the token itself. */
  readonly proof: string
}

/**
 * The headers as a forge sends them; undefined if no forge does, or if there is no proof at all. Gitea and Forgejo send GitHub's headers too,
 * so theirs count first.
 */
export const headersOf = (headers: IncomingHttpHeaders): DeliveryHeaders | undefined => {
  const of = (name: string): string => String(headers[name] ?? '')
  for (const forge of ['forgejo', 'gitea'] as const) {
    const event = of(`x-${forge}-event`)
    if (event === '') continue
    const signature = of(`x-${forge}-signature`) || of('x-gitea-signature')
    const proof = signature === '' ? of('x-hub-signature-256') : `sha256=${signature}`
    return found(forge, event, of(`x-${forge}-delivery`) || of('x-gitea-delivery'), proof)
  }
  const gitlab = of('x-gitlab-event')
  if (gitlab !== '') {
    // The id of the hook is the same for all of its deliveries, so it is none of theirs: docs/decisions/0036.
    const id = of('idempotency-key') || of('x-gitlab-event-uuid')
    return found('gitlab', gitlab, id, of('x-gitlab-token'))
  }
  const github = of('x-github-event')
  if (github === '') return undefined
  return found('github', github, of('x-github-delivery'), of('x-hub-signature-256'))
}

const found = (
  forge: DeliveryHeaders['forge'],
  event: string,
  id: string,
  proof: string,
): DeliveryHeaders | undefined =>
  proof === ''
    ? undefined
    : {
        forge,
        event: /^[\w .-]{1,100}$/.test(event) ? event : 'unreadable',
        id: /^[\w.:{}-]{1,200}$/.test(id) ? id : undefined,
        proof,
      }
