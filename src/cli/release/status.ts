import { releaseStatus } from '../../app/release-status.ts'
import type { PackageState, ReleaseState } from '../../commands/release/status.ts'
import { exitCode } from '../exit-code.ts'
import { table } from '../table.ts'
import type { Terminal } from '../terminal.ts'
import { maybeName, printJson } from './arguments.ts'
import type { ReleaseOptions } from './options.ts'

/** Shows what each version is, whether it may be edited, what is in production, and what comes next. */
export const status = async (
  args: readonly string[],
  _: ReleaseOptions,
  terminal: Terminal,
): Promise<number> => {
  const name = maybeName(args, 'package')
  const all = await releaseStatus(terminal.place)
  const packages = name === undefined ? all : all.filter(each => each.package === name)
  if (name !== undefined && packages.length === 0) {
    const { unknownPackage } = await import('../../commands/release/names.ts')
    throw unknownPackage(name, new Map(all.map(each => [each.package, each])))
  }
  if (terminal.json) printJson(terminal, { packages })
  else for (const line of lines(packages, name !== undefined, terminal)) terminal.print(line)
  return exitCode.done
}

const lines = (
  packages: readonly PackageState[],
  isWhole: boolean,
  { colors, verbose }: Terminal,
): readonly string[] => {
  if (packages.length === 0)
    return ['There are no packages. "git-doc release draft <package> --version 1.0.0" begins one.']
  const shown = packages.flatMap(({ package: name, releases }) =>
    (isWhole || verbose ? releases : releases.filter(isCurrent)).map(release => row(name, release)),
  )
  const open = packages.flatMap(({ package: name, open }) =>
    open
      ? [
          `${colors.red(name)} ${open.version}: ${open.state}${open.reason ? `: ${open.reason}` : ''}`,
        ]
      : [],
  )
  const reasons = packages.flatMap(({ releases }) =>
    releases.flatMap(({ package: name, version, why }) =>
      why === undefined ? [] : [`${name} ${version} is not staged any more: ${why}.`],
    ),
  )
  return [...table([head, ...shown]), ...reasons, ...open]
}

const head = ['package', 'version', 'state', 'editable', 'production', 'report', 'next']

/** What a person works with; what was in production before is history. */
const isCurrent = ({ state }: ReleaseState): boolean =>
  state !== 'superseded' && state !== 'abandoned'

const row = (name: string, release: ReleaseState): readonly string[] => {
  const { version, state, isEditable, isInProduction, report, elsewhere, branch, next } = release
  const errors = report?.errors ?? 0
  const said = elsewhere
    ? 'another clone'
    : report === undefined
      ? '-'
      : errors > 0
        ? `${errors} ${errors === 1 ? 'error' : 'errors'}`
        : 'passed'
  return [
    name,
    version,
    branch === undefined ? state : `${state} (${branch})`,
    isEditable ? 'yes' : 'no',
    isInProduction ? 'yes' : 'no',
    said,
    next ?? '',
  ]
}
