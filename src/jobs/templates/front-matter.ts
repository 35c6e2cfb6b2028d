import * as z from 'zod'
import { templateInvalid } from '../../errors/templates.ts'
import type { TemplateFile } from '../../ports/templates.ts'
import { splitTemplate } from './split.ts'

const text = z.string('must be a text').min(1, 'is empty')

const Written = z
  .strictObject({
    to: text.optional(),
    inject: z.enum(['before', 'after', 'append'], 'must be before, after or append').optional(),
    anchor: text.optional(),
    unless: text.optional(),
    force: z.boolean('must be true or false').default(false),
  })
  .superRefine(({ inject, anchor }, context) => {
    const fault = (key: string, message: string) =>
      context.addIssue({ code: 'custom', path: [key], message })
    if ((inject === 'before' || inject === 'after') && anchor === undefined)
      fault('inject', `${inject} needs an anchor, the text of a line`)
    if (inject === 'append' && anchor !== undefined) fault('anchor', 'is not for append')
    if (inject === undefined && anchor !== undefined) fault('anchor', 'is only for inject')
  })

/** What the top of a template says of where its text goes. Its texts may have expressions of Nunjucks in them. */
export type FrontMatter = z.output<typeof Written>

const wayOut = 'To print such a block, put an empty one (--- and ---) before it.'

/** The front matter of a template, empty if it has none. TEMPLATE_INVALID with its line. */
export const frontMatterOf = async ({
  name,
  path,
  content,
}: TemplateFile): Promise<FrontMatter> => {
  const { head, isOpen } = splitTemplate(content)
  const invalid = (line: number, what: string, hint?: string) =>
    templateInvalid(name, `${path}:${line}: ${what}`, undefined, hint)
  if (isOpen) throw invalid(1, 'the line --- that ends the front matter is missing', wayOut)
  if (head === undefined) return { force: false }
  const { LineCounter, parseDocument } = await import('../text/yaml.ts')
  const lines = new LineCounter()
  const document = parseDocument(head, { lineCounter: lines, uniqueKeys: true })
  // The first line is the one above the front matter.
  const lineAt = (offset: number) => lines.linePos(offset).line + 1
  const [error] = document.errors
  if (error) {
    const [what = ''] = error.message.split('\n')
    const hint = /\{\{/.test(head) ? 'Put a text that begins with {{ in quotes.' : undefined
    throw invalid(lineAt(error.pos[0]), what.replace(/ at line \d+, column \d+:?$/, ''), hint)
  }
  const { success, data, error: faults } = Written.safeParse(document.toJS() ?? {})
  if (success) return data
  const [issue] = faults.issues
  const isUnknown = issue?.code === 'unrecognized_keys'
  const key = isUnknown ? issue.keys[0] : issue?.path[0]
  const what = isUnknown ? 'is not known in front matter' : (issue?.message ?? 'is not understood')
  throw invalid(lineOf(head, key), `${String(key ?? 'it')} ${what}`, isUnknown ? wayOut : undefined)
}

const lineOf = (head: string, key: PropertyKey | undefined): number => {
  const at = head.split('\n').findIndex(line => line.trimStart().startsWith(`${String(key)}:`))
  return at < 0 ? 1 : at + 2
}
