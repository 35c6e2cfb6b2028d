import { realpath } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import type { RepositoryFacts } from '../../ports/repository.ts'
import type { TrustSetting } from '../../ports/trust.ts'
import { inside } from '../files/inside.ts'
import { environment } from '../process/environment.ts'
import { git } from './command.ts'

type Place = Pick<RepositoryFacts, 'root' | 'commonDirectory'>

/**
 * Whether this clone asks before it runs what comes from the repository. The environment decides, then a CI system, then
 * Git's configuration, unless the setting is in a file of the working tree, which a pull can change.
 */
export const trustSetting = async (place: Place): Promise<TrustSetting> => {
  const { GIT_DOC_TRUST: own, CI } = environment()
  if (own === 'all') return { asks: false, because: 'GIT_DOC_TRUST=all in the environment' }
  // Whatever else it says, it does not say that everything is allowed.
  if (own) return { asks: true }
  if (CI === '1' || CI === 'true') return { asks: false, because: `CI=${CI} in the environment` }
  const configured = await configuredIn(place)
  const ignored = configured.filter(({ isPulled }) => isPulled).at(-1)
  const { value, origin } = configured.findLast(({ isPulled }) => !isPulled) ?? {}
  if (value === 'all') return { asks: false, because: `git-doc.trust = all in ${origin}` }
  return { asks: true, ...(ignored?.value === 'all' && { ignored: ignored.origin }) }
}

interface Configured {
  readonly value: string
  readonly origin: string
  readonly isPulled: boolean
}

const configuredIn = async (place: Place): Promise<readonly Configured[]> => {
  const { stdout } = await git(
    ['config', '--null', '--show-origin', '--get-all', 'git-doc.trust'],
    { cwd: place.root, codes: [0, 1] },
  )
  const fields = stdout.toString().split('\0').slice(0, -1)
  const found: Configured[] = []
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [origin = '', value = ''] = fields.slice(at, at + 2)
    const file = origin.startsWith('file:')
      ? await real(resolve(place.root, origin.slice('file:'.length)))
      : undefined
    found.push({ value, origin: file ?? origin, isPulled: await isPulled(file, place) })
  }
  return found
}

/** Whether a pull can change the file: one in the working tree, as `include.path` may name it, and not in the git directory. */
const isPulled = async (
  file: string | undefined,
  { root, commonDirectory }: Place,
): Promise<boolean> => {
  if (file === undefined || inside(await real(commonDirectory), file)) return false
  const trees = [root, ...(basename(commonDirectory) === '.git' ? [dirname(commonDirectory)] : [])]
  for (const tree of trees) if (inside(await real(tree), file)) return true
  return false
}

const real = (path: string): Promise<string> => realpath(path).catch(() => path)
