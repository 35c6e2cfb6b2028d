import { openPacksAt } from '../app/packs.ts'
import { removePacks, updatePacks } from '../commands/pack/change.ts'
import { type ChangedPack, installLocked, installPacks } from '../commands/pack/install.ts'
import { listPacks } from '../commands/pack/list.ts'
import { wrongUsage } from '../errors/usage.ts'
import { visible } from '../errors/visible.ts'
import { exitCode } from './exit-code.ts'
import { printJson } from './job/options.ts'
import { packLines } from './pack/lines.ts'
import type { GlobalOptions, Terminal } from './terminal.ts'

type Here = Awaited<ReturnType<typeof openPacksAt>>
type Verb = (names: readonly string[], here: Here, terminal: Terminal) => Promise<void>

/** `git-doc pack <verb>`. */
export const pack = async (
  verb = 'list',
  names: readonly string[],
  _: GlobalOptions,
  terminal: Terminal,
): Promise<number> => {
  const work = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined
  if (!work)
    throw wrongUsage(`"pack ${verb}" is not known.`, `Known: ${Object.keys(verbs).join(', ')}.`)
  const here = await openPacksAt(terminal.place)
  try {
    await work(names, here, terminal)
    return exitCode.done
  } finally {
    await here.close()
  }
}

const list: Verb = async (names, { world }, terminal) => {
  const all = await listPacks(world)
  const packs = names.length > 0 ? all.filter(({ name }) => names.includes(name)) : all
  const missing = names.find(name => !all.some(each => each.name === name))
  if (missing !== undefined) throw wrongUsage(`There is no pack "${missing}" here.`)
  if (terminal.json) printJson(terminal, { packs })
  else for (const line of packLines(packs, names.length > 0)) terminal.print(line)
}

const install: Verb = async (sources, { world, folder }, terminal) => {
  if (sources.length === 0) {
    const { installed, kept } = await installLocked(world)
    if (terminal.json) printJson(terminal, { installed, kept })
    else if (installed.length === 0)
      terminal.print(kept > 0 ? `All ${kept} are here as locked.` : 'The lock file has no packs.')
    else show(installed, 'installed', terminal)
    return
  }
  const installed = await installPacks(sources, folder, world)
  if (terminal.json) printJson(terminal, { installed, kept: 0 })
  else show(installed, 'installed', terminal)
}

const update: Verb = async (names, { world }, terminal) => {
  const updated = await updatePacks(names, world)
  if (terminal.json) printJson(terminal, { updated })
  else if (updated.length === 0) terminal.print('Nothing has changed.')
  else show(updated, 'updated', terminal)
}

const remove: Verb = async (names, { world }, terminal) => {
  if (names.length === 0) throw wrongUsage('Name the packs to remove.')
  const removed = await removePacks(names, world)
  if (terminal.json) printJson(terminal, { removed })
  else for (const name of removed) terminal.print(`${name} removed.`)
}

const verbs: Readonly<Record<string, Verb>> = { list, install, update, remove }

const show = (packs: readonly ChangedPack[], what: string, terminal: Terminal): void => {
  for (const { name, version, before, source } of packs) {
    const from = before !== undefined && before !== version ? `, was ${before}` : ''
    terminal.print(`${name} ${version} ${what} from ${visible(source)}${from}.`)
  }
  terminal.print('Nothing of it runs before "git-doc allow". Commit .git-doc/packs.lock.json.')
}
