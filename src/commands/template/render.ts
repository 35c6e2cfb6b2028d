import { sectionDiff } from '../../documentation/section-diff.ts'
import { nearest } from '../../errors/nearest.ts'
import { templateUnknown } from '../../errors/templates.ts'
import { type FrontMatter, frontMatterOf } from '../../jobs/templates/front-matter.ts'
import { withIncluded } from '../../jobs/templates/included.ts'
import { type Put, put } from '../../jobs/templates/put.ts'
import { templateSources, templateThing } from '../../kinds/job/templates.ts'
import type { Jobs } from '../../ports/jobs.ts'
import type { TargetFiles, TemplateFile, Templates } from '../../ports/templates.ts'
import type { Thing, Trust } from '../../ports/trust.ts'

/** What templates are found with, rendered by, and written to. */
export interface TemplateWorld {
  readonly templates: Templates
  readonly trust: Pick<Trust, 'notAllowed'>
  readonly jobs: Pick<Jobs, 'render'>
  readonly targets: TargetFiles
  readonly signal: AbortSignal
}

export interface RenderRequest {
  readonly template: string
  /** The file from the root; left out, the template says it, or the text is only shown. */
  readonly output?: string | undefined
  readonly data: Readonly<Record<string, unknown>>
  /** Replaces what is there. */
  readonly force: boolean
  readonly dryRun: boolean
}

/** A rendered text that goes to no file, or what became of the file. */
export type RenderAnswer =
  | { readonly template: string; readonly state: 'printed'; readonly text: string }
  | (Omit<Put, 'content'> & {
      readonly template: string
      readonly file: string
      /** As a unified diff; only with `dryRun`. */
      readonly diff?: string | undefined
    })

/** What rendering a template would run and nobody allowed: it, and what it includes by name. TEMPLATE_UNKNOWN. */
export const renderNotAllowed = async (
  name: string,
  { templates, trust }: Pick<TemplateWorld, 'templates' | 'trust'>,
): Promise<readonly Thing[]> => {
  const files = await templates.find()
  return trust.notAllowed(withIncluded(templateNamed(name, files), files).map(templateThing))
}

/**
 * Renders a template and puts it where it goes, or says what would be. TEMPLATE_UNKNOWN, TEMPLATE_INVALID, TEMPLATE_TIMED_OUT,
 * TEMPLATE_ENDED, NOT_ALLOWED, and the codes TEMPLATE_TARGET_… and TEMPLATE_ANCHOR_… for its file.
 */
export const renderTemplate = async (
  { template: name, output, data, force, dryRun }: RenderRequest,
  { templates, trust, jobs, targets, signal }: TemplateWorld,
): Promise<RenderAnswer> => {
  const file = templateNamed(name, await templates.find())
  const template = file.name
  const head = await frontMatterOf(file)
  const [rendered] = await jobs.render({
    ...(await templateSources(templates, trust)),
    wanted: [{ name: template, fields: fieldsOf(head) }],
    data,
    signal,
  })
  if (!rendered) throw new Error(`${template} has no rendered text.`)
  const { text, fields } = rendered
  const to = output ?? fields.to
  if (to === undefined) return { template, state: 'printed', text }
  const before = await targets.read(to)
  const { content, ...outcome } = put(before, {
    template,
    to,
    text,
    inject: head.inject,
    anchor: fields.anchor,
    unless: fields.unless,
    force: force || head.force,
  })
  const isChange = !['unchanged', 'skipped'].includes(outcome.state)
  if (isChange && !dryRun) await targets.write(to, content)
  const diff = dryRun && isChange ? sectionDiff(to, before ?? '', content) : undefined
  return { template, file: to, ...outcome, ...(diff !== undefined && { diff }) }
}

const fieldsOf = ({ to, anchor, unless }: FrontMatter): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries({ to, anchor, unless }).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    ),
  )

/** By its name, with or without `.njk`. */
const templateNamed = (name: string, files: readonly TemplateFile[]): TemplateFile => {
  const found = files.find(file => file.name === name || file.name === `${name}.njk`)
  if (found) return found
  throw templateUnknown(
    name,
    nearest(
      name,
      files.map(file => file.name),
    ),
  )
}
