import { relative, resolve, sep } from 'node:path'
import { openReading } from '../app/reading.ts'
import { openWhy } from '../app/why.ts'
import { why as explain } from '../commands/commit/why.ts'
import type { Since, WhyLines, Written } from '../commands/commit/why-lines.ts'
import { exitCode } from './exit-code.ts'
import type { GlobalOptions, Terminal } from './terminal.ts'

/** Prints who wrote a line of a file, from what, and what may have made it stale since; takes no lock. */
export const why = async (place: string, _: GlobalOptions, terminal: Terminal): Promise<number> => {
  const reading = await openReading(terminal.place)
  try {
    const { root } = reading.repository.facts
    const { path, line } = placeOf(place)
    const file = relative(root, resolve(terminal.io.cwd, path)).split(sep).join('/')
    const lines = await explain(file, line, await openWhy(reading))
    if (terminal.json) terminal.print(JSON.stringify({ schema: 1, file, lines }, undefined, 2))
    else
      for (const each of lines)
        for (const text of textOf(file, each, terminal)) terminal.print(text)
    return exitCode.done
  } finally {
    await reading.close()
  }
}

/** `docs/use.md:12`. */
const placeOf = (place: string): { readonly path: string; readonly line?: number } => {
  const [, path, line] = /^(.+):(\d+)$/.exec(place) ?? []
  return path === undefined ? { path: place } : { path, line: Number(line) }
}

const textOf = (file: string, lines: WhyLines, { colors }: Terminal): readonly string[] => {
  const { first, last, text, by, commit, run, since, section } = lines
  const place = first === last ? `${file}:${first}` : `${file}:${first}-${last}`
  return [
    `${colors.bold(place)}  ${text.trim()}`,
    `  ${byText(by, commit)}${lines.merge ? ' while merging' : ''}.`,
    ...(section ? [`  Section: ${section}.`] : []),
    ...(lines.formerly ? [`  The file was then ${lines.formerly}.`] : []),
    ...(lines.movedBy ? [`  Moved by ${named(lines.movedBy)}.`] : []),
    ...(lines.boundary ? ['  This clone is shallow: an older commit may have written it.'] : []),
    ...(run ? runText(run) : []),
    ...(since.length > 0 ? ['  Since then:', ...since.map(each => `    ${sinceText(each)}`)] : []),
  ]
}

const byText = (by: WhyLines['by'], commit: Written | undefined): string => {
  if (!commit) return 'Not committed yet'
  if (by === 'git-doc') return `Written by git-doc in ${named(commit)}`
  if (by === 'person') return `Written by ${commit.author} in ${named(commit)}`
  return `Written by ${commit.author} or by git-doc, both in ${named(commit)}`
}

const named = ({ commit, subject }: Written): string => `${commit.slice(0, 8)} (${subject})`

const runText = (run: NonNullable<WhyLines['run']>): readonly string[] => {
  const { documents, recorded, strategy, why, provider, model, cached, proofs = [] } = run
  const subject = documents.subject === undefined ? '' : ` (${documents.subject})`
  const about = `  To document ${documents.commit.slice(0, 8)}${subject}.`
  if (!recorded) return [about, '  The log of this clone does not have the run.']
  const from = provider === model ? provider : `${provider} (${model})`
  return [
    about,
    ...(provider ? [`  Provider: ${from}${cached ? ', from the cache' : ''}.`] : []),
    ...(strategy ? [`  Found by ${strategy}: ${why}`] : []),
    ...proofs.map(
      ({ kind, from, to, file, line }) =>
        `  Proof: ${kind} "${from}" → "${to}" in ${file}${line === undefined ? '' : `:${line}`}.`,
    ),
  ]
}

const sinceText = ({ commit, subject, because, state, reason }: Since): string => {
  const what = because === 'code' ? 'changed the code' : 'concerns the section'
  const its = state === undefined ? 'not looked at yet' : `${state}${reason ? `: ${reason}` : ''}`
  return `${commit.slice(0, 8)} ${subject} (${what}; ${its})`
}
