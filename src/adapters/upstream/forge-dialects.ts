import * as z from 'zod'
import type { ForgeDelivery, ForgeHook } from '../../ports/forge.ts'

/** How one forge's API is asked for the deliveries of a webhook. */
interface Dialect {
  readonly headers: Readonly<Record<string, string>>
  /** The address of the first page. */
  list(hook: ForgeHook): string
  /** What a page holds; undefined if it is none. */
  read(page: unknown): readonly ForgeDelivery[] | undefined
  /** The address that an attempt is repeated at. */
  again(hook: ForgeHook, attempt: string): string
}

const attempt = z.union([z.int(), z.string().regex(/^\d+$/)]).transform(String)

const githubPage = z.array(z.object({ id: attempt, guid: z.string().min(1), event: z.string() }))

const githubHook = ({ api, repository, id }: ForgeHook): string =>
  `${api}/repos/${repository.split('/').map(encodeURIComponent).join('/')}/hooks/${id}/deliveries`

const github: Dialect = {
  headers: { accept: 'application/vnd.github+json', 'x-github-api-version': '2022-11-28' },
  list: hook => `${githubHook(hook)}?per_page=100`,
  read: page =>
    githubPage.safeParse(page).data?.map(({ id, guid, event }) => ({
      id: guid,
      attempt: id,
      event,
    })),
  again: (hook, number) => `${githubHook(hook)}/${number}/attempts`,
}

const gitlabPage = z.array(
  z.object({ id: attempt, request_headers: z.record(z.string(), z.unknown()) }),
)

const gitlabHook = ({ api, repository, id }: ForgeHook): string =>
  `${api}/projects/${encodeURIComponent(repository)}/hooks/${id}/events`

const gitlab: Dialect = {
  headers: { accept: 'application/json' },
  list: hook => `${gitlabHook(hook)}?per_page=20`,
  read: page =>
    gitlabPage.safeParse(page).data?.map(({ id, request_headers: sent }) => {
      const headers = new Map(
        Object.entries(sent).map(([name, text]) => [name.toLowerCase(), text]),
      )
      const key = String(headers.get('idempotency-key') ?? '')
      return {
        // Any other id is a new one each time.
        id: key === '' ? undefined : key,
        attempt: id,
        event: String(headers.get('x-gitlab-event') ?? ''),
      }
    }),
  again: (hook, number) => `${gitlabHook(hook)}/${number}/resend`,
}

/** The forges whose API lists deliveries. */
export const dialects: Readonly<Record<ForgeHook['forge'], Dialect>> = { github, gitlab }
