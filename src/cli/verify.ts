import { openReading } from '../app/reading.ts'
import type { Verified } from '../commands/commit/published-doc-commits.ts'
import { verify as prove } from '../commands/commit/verify.ts'
import { exitCode } from './exit-code.ts'
import type { GlobalOptions, Terminal } from './terminal.ts'

/** Prints for each doc commit whether it changed only what it says; takes no lock and changes nothing. */
export const verify = async (
  commit: string | undefined,
  _: GlobalOptions,
  terminal: Terminal,
): Promise<number> => {
  const reading = await openReading(terminal.place)
  try {
    const commits: Verified[] = []
    for await (const verified of prove(reading, commit)) {
      commits.push(verified)
      if (!terminal.json) for (const line of lines(verified, terminal)) terminal.print(line)
    }
    if (terminal.json) terminal.print(JSON.stringify({ schema: 1, commits }, undefined, 2))
    else terminal.print(summary(commits))
    return codeOf(commits)
  } finally {
    await reading.close()
  }
}

const codeOf = (commits: readonly Verified[]): number => {
  if (commits.some(({ state }) => state === 'violated')) return exitCode.failed
  return commits.some(({ state }) => state === 'undecided') ? exitCode.undecided : exitCode.done
}

const lines = (
  { commit, state, detail, violations }: Verified,
  { colors, quiet }: Terminal,
): string[] => {
  if (quiet && state === 'proven') return []
  const color = { proven: colors.green, violated: colors.red, undecided: colors.yellow }[state]
  return [
    `${commit.slice(0, 8)} ${color(state)}  ${detail}`,
    ...violations.map(({ detail }) => `         ${detail}`),
  ]
}

const summary = (commits: readonly Verified[]): string => {
  if (commits.length === 0) return 'There is no doc commit to verify.'
  const count = (wanted: Verified['state']) =>
    commits.filter(({ state }) => state === wanted).length
  return (['proven', 'violated', 'undecided'] as const)
    .filter(state => count(state) > 0)
    .map(state => `${count(state)} ${state}`)
    .join(' · ')
}
