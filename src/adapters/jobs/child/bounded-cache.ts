import { LRUCache } from 'lru-cache'

/**
 * What Nunjucks takes for its object of compiled templates, bounded: those that were used last stay. Compiled, a template takes
 * several times the memory of its text (docs/templates.md has the figures).
 */
export const boundedCache = <Template extends object>(
  bytes: number,
  sizeOf: (template: Template) => number,
): Record<string, Template | undefined> => {
  if (bytes < 1) return new Proxy({}, { get: () => undefined, set: () => true })
  const kept = new LRUCache<string, Template>({
    maxSize: Math.floor(bytes),
    sizeCalculation: template => Math.max(1, Math.ceil(sizeOf(template))),
  })
  return new Proxy<Record<string, Template | undefined>>(
    {},
    {
      get: (_, name) => (typeof name === 'string' ? kept.get(name) : undefined),
      set(_, name, template) {
        if (typeof name === 'string' && template) kept.set(name, template)
        return true
      },
    },
  )
}
