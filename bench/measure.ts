import { cpus } from 'node:os'
import { performance } from 'node:perf_hooks'

/** The middle of some numbers. */
export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

/** Milliseconds a deed takes. */
export const timed = async (deed: () => unknown): Promise<number> => {
  const start = performance.now()
  await deed()
  return performance.now() - start
}

/**
 * Times some deeds in turn, A B C A B C …, so that a machine that gets slower gets slower for all of them;
 * the median of each in milliseconds.
 */
export const interleaved = async (
  rounds: number,
  deeds: Readonly<Record<string, () => unknown>>,
): Promise<Readonly<Record<string, number>>> => {
  const times: Record<string, number[]> = {}
  for (let round = 0; round <= rounds; round += 1) {
    for (const [name, deed] of Object.entries(deeds)) {
      const time = await timed(deed)
      // The first round warms caches and is not counted.
      if (round > 0) times[name] = [...(times[name] ?? []), time]
    }
  }
  return Object.fromEntries(Object.entries(times).map(([name, values]) => [name, median(values)]))
}

/** Prints a figure as a row of a Markdown table. */
export const row = (...cells: readonly (string | number)[]): void => {
  const shown = cells.map(cell => (typeof cell === 'number' ? cell.toPrecision(3) : cell))
  process.stdout.write(`| ${shown.join(' | ')} |\n`)
}

/** What the figures were taken on. */
export const machine = (): string =>
  `${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), Node ${process.versions.node}, ${process.platform}`
