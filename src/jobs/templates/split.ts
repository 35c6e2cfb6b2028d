import type { TemplateFile, TemplateSource } from '../../ports/templates.ts'

/** A template's front matter as text, and the template without it. */
export interface SplitTemplate {
  /** Undefined if there is none. */
  readonly head: string | undefined
  /** Its lines are where they were: in place of the front matter is a comment of Nunjucks. */
  readonly text: string
  /** The line that ends the front matter is missing. */
  readonly isOpen: boolean
}

/** Front matter stands between two lines `---`, the first of them at the top. */
export const splitTemplate = (content: string): SplitTemplate => {
  const text = content.replace(/^\uFEFF/, '')
  const [opening] = /^---[ \t]*(?:\r?\n|$)/.exec(text) ?? []
  if (opening === undefined) return { head: undefined, text, isOpen: false }
  const closing = /^---[ \t]*(?:\r?\n|$)/m.exec(text.slice(opening.length))
  if (!closing) return { head: undefined, text, isOpen: true }
  const head = text.slice(opening.length, opening.length + closing.index)
  const end = opening.length + closing.index + closing[0].length
  const lines = text.slice(0, end).split('\n').length - 1
  return { head, text: `{#${'\n'.repeat(lines)}#}${text.slice(end)}`, isOpen: false }
}

export const sourceOf = ({ name, path, content }: TemplateFile): TemplateSource => ({
  name,
  path,
  text: splitTemplate(content).text,
})
