import type { Layout } from './layout.ts'
import { isVersion } from './versions.ts'

/** What a URN says, or why it is none: `target` is what its form stands for in the layout. */
export interface ReadUrn {
  readonly target: string
  readonly names: Readonly<Record<string, string>>
}

/** Whether a text is meant as a URN of the layout: it begins as one of its forms does and has no spaces. */
export const isUrn = (text: string, urns: Layout['urns']): boolean => {
  const scheme = /^([a-z][a-z0-9+.-]*):[^\s/]+$/i.exec(text)?.[1]
  return scheme !== undefined && Object.keys(urns).some(form => form.startsWith(`${scheme}:`))
}

/** The URNs in some data, where they are meant as such, each with the names that lead to it. */
export const urnsIn = (
  data: unknown,
  urns: Layout['urns'],
): readonly { readonly text: string; readonly path: readonly string[] }[] => {
  const found: { text: string; path: readonly string[] }[] = []
  const visit = (each: unknown, path: readonly string[]): void => {
    if (typeof each === 'string' && isUrn(each, urns)) found.push({ text: each, path })
    if (typeof each !== 'object' || each === null) return
    for (const [name, child] of Object.entries(each)) visit(child, [...path, name])
  }
  visit(data, [])
  return found
}

/** Reads a URN by the first form that fits it; undefined if none does. */
export const readUrn = (text: string, urns: Layout['urns']): ReadUrn | undefined => {
  for (const [form, target] of Object.entries(urns)) {
    const names = shapeOf(form).exec(text)?.groups
    if (names && (names.version === undefined || isVersion(names.version)))
      return {
        names,
        target: target.replaceAll(/\{(\w+)\}/g, (_, name: string) => names[name] ?? ''),
      }
  }
  return undefined
}

const shapeOf = (form: string): RegExp =>
  new RegExp(
    `^${form
      .split(/(\{\w+\})/)
      .map(part =>
        /^\{\w+\}$/.test(part)
          ? `(?<${part.slice(1, -1)}>[^:/\\s]+)`
          : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'),
      )
      .join('')}$`,
  )
