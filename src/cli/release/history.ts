import { productionAtHead } from '../../commands/release/context.ts'
import { type ReleaseDeed, releaseHistory } from '../../commands/release/history.ts'
import { packagesIn, unknownPackage } from '../../commands/release/names.ts'
import { exitCode } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'
import { maybeName, onlyName, printJson, type ReleaseOptions, withReleases } from './options.ts'

/** Every change of what is in production, newest first. */
export const history = (
  args: readonly string[],
  _: ReleaseOptions,
  terminal: Terminal,
): Promise<number> =>
  withReleases(terminal, async here => {
    const deeds = await releaseHistory(here, maybeName(args, 'package'))
    if (terminal.json) printJson(terminal, { deeds })
    else if (deeds.length === 0) terminal.print('Nothing was ever in production.')
    else for (const deed of deeds) for (const line of lines(deed, terminal)) terminal.print(line)
    return exitCode.done
  })

/** Who put the version of a package into production, when, why, instead of what, and with which report. */
export const why = (
  args: readonly string[],
  _: ReleaseOptions,
  terminal: Terminal,
): Promise<number> =>
  withReleases(terminal, async here => {
    const name = onlyName(args, 'package')
    const { tree, active } = await productionAtHead(here)
    const [deed] = await releaseHistory(here, name)
    if (!deed) {
      const packages = await packagesIn(here.layout, tree)
      if (!packages.has(name)) throw unknownPackage(name, packages)
    }
    if (terminal.json)
      printJson(terminal, { package: name, active: active[name] ?? null, ...(deed && { deed }) })
    else if (!deed) terminal.print(`No version of ${name} is in production.`)
    else for (const line of whyLines(name, active[name], deed)) terminal.print(line)
    return exitCode.done
  })

const lines = (deed: ReleaseDeed, { colors }: Terminal): readonly string[] => {
  const { commit, at, by, reason, state } = deed
  const isOpen = state !== undefined && state !== 'success'
  return [
    `${commit.slice(0, 8)} ${at.slice(0, 10)} ${headline(deed)}${isOpen ? colors.red(` (${state})`) : ''}`,
    `  by ${by}${reason === undefined ? '' : `: ${reason}`}`,
  ]
}

const headline = ({ deed, packages }: ReleaseDeed): string => {
  const changes = packages.map(
    ({ package: name, from, to }) => `${name} ${from ?? 'nothing'} → ${to ?? 'nothing'}`,
  )
  return `${deed}: ${changes.join(', ')}`
}

const whyLines = (
  name: string,
  active: string | undefined,
  { commit, at, deed, by, reason, packages, rules, run, state, forced = [] }: ReleaseDeed,
): readonly string[] => {
  const own = packages.find(each => each.package === name)
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['who', by],
    ['when', at],
    ['why', reason ?? (deed === 'by hand' ? 'nobody said' : undefined)],
    ['before', own?.from ?? 'nothing'],
    ['how', deed],
    ['commit', commit.slice(0, 12)],
    ['report', own?.report?.slice(0, 12)],
    ['rules', rules === undefined ? undefined : String(rules)],
    ['run', run === undefined ? undefined : `${run}${state === undefined ? '' : ` (${state})`}`],
    ['forced', forced.length > 0 ? forced.join(' ') : undefined],
  ]
  return [
    `${name} ${active ?? 'is not in production'}`,
    ...rows.flatMap(([what, value]) =>
      value === undefined ? [] : [`  ${what.padEnd(7)} ${value}`],
    ),
  ]
}
