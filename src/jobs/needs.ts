import type { JobDefinition } from '../ports/jobs.ts'

type Needing = Pick<JobDefinition, 'name' | 'needs'>

/**
 * Jobs that need each other in a circle, as the names along it, the first one again at the end; undefined if there is none.
 * A need that names no job of these is left out.
 */
export const circleOfNeeds = (jobs: readonly Needing[]): readonly string[] | undefined =>
  circleIn(new Map(jobs.map(({ name, needs }) => [name, needs])))

/** A circle in a graph, as the names along it. */
export const circleIn = (
  edges: ReadonlyMap<string, readonly string[]>,
): readonly string[] | undefined => {
  const done = new Set<string>()
  const visit = (name: string, path: readonly string[]): readonly string[] | undefined => {
    if (path.includes(name)) return [...path.slice(path.indexOf(name)), name]
    if (done.has(name)) return undefined
    for (const next of edges.get(name) ?? []) {
      const circle = visit(next, [...path, name])
      if (circle) return circle
    }
    done.add(name)
    return undefined
  }
  for (const name of edges.keys()) {
    const circle = visit(name, [])
    if (circle) return circle
  }
  return undefined
}

/** Things in groups: each group needs only what is in the groups before it. What needs itself in a circle comes last. */
export const inWaves = <Item>(
  items: readonly Item[],
  nameOf: (item: Item) => string,
  needsOf: (item: Item) => readonly string[],
): readonly (readonly Item[])[] => {
  const waves: Item[][] = []
  let left = [...items]
  while (left.length > 0) {
    const names = new Set(left.map(nameOf))
    const free = left.filter(item => !needsOf(item).some(need => names.has(need)))
    const wave = free.length > 0 ? free : left
    waves.push(wave)
    left = left.filter(item => !wave.includes(item))
  }
  return waves
}
