import { GitDocError } from './error.ts'

// What a forge's API says of a webhook's deliveries, and what keeps it from saying anything.

export const hookMissing = (name: string) =>
  new GitDocError(
    'FORGE_HOOK_MISSING',
    `upstream.${name} does not say which webhook tells of it.`,
    {
      hint: 'Add hook = { id = … }: the number at the end of the address of the webhook’s page.',
    },
  )

export const forgeUnknown = (name: string, address: string) =>
  new GitDocError('FORGE_UNKNOWN', `Nobody knows which forge ${address} is.`, {
    hint: `Set upstream.${name}.hook.repo to the address at the forge, and hook.forge to "github" or "gitlab".`,
  })

export const forgeWithoutList = (forge: string) =>
  new GitDocError(
    'FORGE_WITHOUT_LIST',
    `${forge} has no list of deliveries that a program may ask for.`,
    {
      hint: '"git-doc upstream check" asks the repository itself, and misses no version. The page of the webhook lists the deliveries for a person.',
    },
  )

export const tokenMissing = (variable: string) =>
  new GitDocError('FORGE_TOKEN_MISSING', `The environment variable ${variable} is not set.`, {
    hint: 'It holds the token with which the forge is asked for its list of deliveries.',
  })

export const tokenRefused = (origin: string, variable: string) =>
  new GitDocError('FORGE_TOKEN_REFUSED', `${origin} does not accept the token in ${variable}.`, {
    hint: 'It may have expired, or belong to another forge.',
  })

export const tokenTooWeak = (origin: string, repository: string) =>
  new GitDocError(
    'FORGE_FORBIDDEN',
    `${origin} does not let this token see the webhooks of ${repository}.`,
    { hint: 'It needs "Webhooks: read and write" at GitHub, and the scope "api" at GitLab.' },
  )

export const hookNotFound = (origin: string, repository: string, hook: number) =>
  new GitDocError('FORGE_HOOK_UNKNOWN', `${origin} knows no webhook ${hook} of ${repository}.`, {
    hint: 'Check its number, and whether the token may see the webhooks of this repository: a forge says the same of both.',
  })

/** `when` says when it may be asked again, if the forge said so. */
export const forgeLimited = (origin: string, when: string | undefined) =>
  new GitDocError('FORGE_LIMITED', `${origin} wants to be asked less often.`, {
    hint: `Nothing is lost. Run the same again ${when ?? 'in a few minutes'}; what was sent again is not sent twice.`,
  })

export const forgeFailed = (origin: string, status: number) =>
  new GitDocError('FORGE_FAILED', `${origin} answered with status ${status}.`, {
    hint: 'Run the same again later. "git-doc upstream check" asks the repository itself.',
  })

export const forgeUnreadable = (origin: string, what: string) =>
  new GitDocError('FORGE_UNREADABLE', `The answer of ${origin} ${what}.`, {
    hint: 'Check upstream.<name>.hook.api: it must be the address of the API, such as "https://git.example.org/api/v4".',
  })
