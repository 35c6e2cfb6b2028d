import { createHmac } from 'node:crypto'
import { Webhooks } from '@octokit/webhooks'

/** A delivery as a forge would send it. */
export interface Sent {
  readonly forge: 'github' | 'gitlab' | 'gitea' | 'forgejo'
  readonly event: string
  readonly id: string
  readonly body: unknown
}

/** A push of a tag to a repository, in the words of a forge. */
export const tagPush = (
  forge: Sent['forge'],
  url: string,
  tag: string,
  id: string = `${forge}-${tag}`,
): Sent => {
  const ref = `refs/tags/${tag}`
  const after = 'a'.repeat(40)
  if (forge === 'gitlab') {
    const project = { git_http_url: url, git_ssh_url: '', web_url: url, default_branch: 'main' }
    const body = { object_kind: 'tag_push', ref, after, checkout_sha: after, project }
    return { forge, event: 'Tag Push Hook', id, body }
  }
  const repository = { clone_url: url, html_url: url, default_branch: 'main' }
  return { forge, event: 'push', id, body: { ref, after, deleted: false, repository } }
}

/** The headers of each forge's documentation, signed as it signs: GitHub's by its own library. */
export const signedHeaders = async (
  { forge, event, id }: Omit<Sent, 'body'>,
  text: string,
  secret: string,
): Promise<Record<string, string>> => {
  const json = { 'content-type': 'application/json' }
  const hex = createHmac('sha256', secret).update(text).digest('hex')
  const likeGitHub = {
    'x-github-event': event,
    'x-github-delivery': id,
    'x-hub-signature-256': await new Webhooks({ secret }).sign(text),
  }
  switch (forge) {
    case 'github':
      return { ...json, ...likeGitHub }
    case 'gitlab':
      return {
        ...json,
        'x-gitlab-event': event,
        'x-gitlab-token': secret,
        'x-gitlab-webhook-uuid': '13792a34-cac6-4fda-95a8-c58e00a3954e',
        'idempotency-key': id,
      }
    case 'gitea':
      return {
        ...json,
        ...likeGitHub,
        'x-gitea-event': event,
        'x-gitea-delivery': id,
        'x-gitea-signature': hex,
      }
    case 'forgejo':
      return {
        ...json,
        ...likeGitHub,
        'x-gitea-event': event,
        'x-gitea-delivery': id,
        'x-gitea-signature': hex,
        'x-forgejo-event': event,
        'x-forgejo-delivery': id,
        'x-forgejo-signature': hex,
      }
  }
}

/** Sends a delivery, and resolves to the status and the text of the answer. */
export const send = async (
  address: string,
  sent: Sent,
  secret: string,
): Promise<{ readonly status: number; readonly text: string }> => {
  const text = JSON.stringify(sent.body)
  const headers = await signedHeaders(sent, text, secret)
  const answer = await fetch(address, { method: 'POST', headers, body: text })
  return { status: answer.status, text: await answer.text() }
}
