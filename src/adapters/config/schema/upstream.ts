import * as z from 'zod'
import { forges } from '../../../events/source.ts'
import { type Fault, pathFault, plainPath, urlFault } from '../checks.ts'
import { defaultSettings, defaultSource } from '../keys.ts'
import { filled, ignored, oneOrMore, onOff, path, text, withoutVariables } from './values.ts'

/** What is wrong with the address of a repository, if anything. It must be no option of Git's, and no transport that runs a command. */
const addressFault = (address: string): Fault | undefined => {
  const hint = 'For example "https://github.com/nats-io/nats-server" or "git@host:owner/name.git".'
  const isKnown =
    /^(?:https?|ssh|git|git\+ssh|file):\/\/[^\s\p{Cc}]+$/u.test(address) ||
    /^(?:\.{0,2}\/)[^\p{Cc}]*$/u.test(address) ||
    /^(?:[\w.-]+@)?[\w.-]{2,}:(?!:)[^\s\p{Cc}]+$/u.test(address)
  if (!isKnown || address.includes('::'))
    return { what: 'is not the address of a repository', hint }
  if (/^[a-z+]+:\/\/[^/@]*:[^/@]*@/i.test(address))
    return {
      what: 'has a password in it',
      hint: "Git's credential helpers keep passwords; this file is meant to be committed.",
    }
  return undefined
}

const address = text(filled, withoutVariables, addressFault)
const command = z
  .union(
    [
      text(filled),
      z.array(text(filled), 'must be a list: a program and its arguments').min(1, 'is empty'),
    ],
    'must be a text, or a list: a program and its arguments',
  )
  .optional()
const variable = z
  .string('must be a text in quotes')
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'is not the name of a variable')
const seconds = (usual: number, most: number) =>
  z
    .number('must be a number of seconds')
    .positive('must be more than 0')
    .max(most, `must be at most ${most}`)
    .default(usual / 1000)
const level = (usual: 'auto' | 'approve') =>
  z.enum(['auto', 'approve'], 'must be auto or approve').default(usual)
const plain = (value: string): Fault | undefined =>
  /[\s\p{Cc}]/u.test(value) ? { what: 'has a blank in it' } : undefined

/** What is wrong with an address that a token goes to. On its way through a network nobody else may read it. */
const tokenAddressFault = (url: string): Fault | undefined => {
  const fault = urlFault(url)
  if (fault) return { what: fault.what, hint: 'For example "https://git.example.org/api/v4".' }
  const { protocol, hostname } = new URL(url)
  const isOwn = ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
  return protocol === 'https:' || isOwn
    ? undefined
    : { what: 'is not an https address', hint: 'A token is not sent without encryption.' }
}

const hook = z
  .strictObject(
    {
      id: z.int('must be the number of the webhook').positive('must be more than 0'),
      forge: z.enum(forges, `must be one of ${forges.join(', ')}`).optional(),
      api: text(withoutVariables, tokenAddressFault).optional(),
      repo: address.optional(),
      token_env: variable.default('GIT_DOC_FORGE_TOKEN'),
    },
    'must be a table, { id = 12345678 }',
  )
  .optional()

const { policy } = defaultSource

const table = z.strictObject(
  {
    repo: address,
    remotes: oneOrMore(z.array(address, 'must be a list of addresses')).default([]),
    strategy: z
      .enum(['tags', 'releases', 'commits'], 'must be tags, releases or commits')
      .default(defaultSource.strategy),
    branch: text(filled, plain).optional(),
    tag_prefix: text(plain).default(defaultSource.tagPrefix),
    constraint: text(filled).optional(),
    prerelease: onOff.default(defaultSource.prerelease),
    pin: text(filled, plain).optional(),
    path: path.optional(),
    artifact: oneOrMore(ignored).default([]),
    commit: oneOrMore(ignored).default([]),
    current: command,
    update: command,
    build: command,
    verify: command,
    reload: command,
    health: command,
    shell: onOff.default(defaultSource.shell),
    env: z
      .array(
        z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*\*?$/, 'is not the name of a variable'),
        'must be a list of names of environment variables',
      )
      .default([]),
    policy: z
      .strictObject(
        {
          major: level(policy.major),
          minor: level(policy.minor),
          patch: level(policy.patch),
          commits: level(policy.commits),
        },
        'must be a table, { major = "approve", … }',
      )
      .prefault({}),
    secret_env: variable.optional(),
    hook,
    timeout: seconds(defaultSource.timeout, 86_400),
    reload_timeout: seconds(defaultSource.reloadTimeout, 3_600),
    health_timeout: seconds(defaultSource.healthTimeout, 3_600),
  },
  'must be a table, [upstream.<name>]',
)

/** The names of sources stand in the names of runs and of folders. */
const sourceName = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/

const network = z
  .string('must be a text in quotes')
  .regex(/^[0-9a-fA-F.:]+(?:\/\d{1,3})?$/, 'is not an address or a network, such as "192.0.2.0/24"')

const { upstream } = defaultSettings

/** Where versions come from, and what concerns all of them: `[upstream.<name>]` and `[versions]`. */
export const upstreamKeys = {
  upstream: z
    .record(
      z.string().regex(sourceName, 'is not a name of letters, digits, ".", "_" and "-"'),
      table,
      'must be tables, [upstream.<name>]',
    )
    .default({}),
  versions: z
    .strictObject(
      {
        manifest: text(pathFault, withoutVariables).transform(plainPath).default(upstream.manifest),
        allow_from: z.array(network, 'must be a list of addresses').default([]),
      },
      'must be a table, [versions]',
    )
    .prefault({}),
}
