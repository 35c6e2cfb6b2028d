/**
 * What a state means to code that is independent of kinds. `active`: the engine continues by itself. `waiting`: for a
 * person or an event. `failed`: until somebody asks for another attempt. `done`: no work is left. Each state of a kind
 * of work has exactly one tag.
 */
export const tags = ['active', 'waiting', 'failed', 'done'] as const
export type Tag = (typeof tags)[number]

/** The top-level states that every kind's chart has, in display order. More end states may follow. */
export const topStates = ['pending', 'planned', 'applying', 'success', 'failed', 'skipped'] as const
