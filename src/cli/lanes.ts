/** The commands that may be handed to the process that owns the log, and the lane of each. */
const lanes: Readonly<Record<string, string>> = {
  update: 'commit',
  retry: 'commit',
  revert: 'commit',
  cache: 'commit',
  receipts: 'receipts',
  job: 'job',
  release: 'release',
  upstream: 'upstream',
  pipeline: 'pipeline',
}

/**
 * The lane of a command: commands of one lane take turns, those of different lanes go on side by side. Undefined if only
 * the process that a person started may carry it out.
 */
export const laneOf = (command: string): string | undefined => lanes[command]

/** The name of a lane's turn. */
export const laneTurn = (lane: string | undefined): string => `lane ${lane}`

/** How many commands of a lane may be carried out at a time: one where they move branches or plan by what others did. */
export const atOnce = (lane: string, concurrency = 1): number =>
  lane === 'commit' || lane === 'release' ? 1 : concurrency
