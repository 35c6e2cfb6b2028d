import { concerning, matcher } from '../../documentation/concern.ts'
import type { Diff } from '../../documentation/diff.ts'
import { diffText } from '../../documentation/diff-text.ts'
import { type PromptInput, prompt } from '../../documentation/prompt.ts'
import { type RelevantSection, relevanceTo } from '../../documentation/relevance.ts'
import { withSafeLongLines } from '../../documentation/secrets/cut.ts'
import { isSecretFile } from '../../documentation/secrets/paths.ts'
import { summed, type Withheld } from '../../documentation/secrets/withhold.ts'
import type { Target } from '../../events/commit-parts.ts'
import type { CommitRun } from '../../machines/commit-run.ts'
import type { DraftRequest } from '../../ports/provider.ts'
import type { World } from '../../ports/world.ts'
import type { CurrentSection } from './section.ts'
import { templateOf } from './template.ts'

/** What of the world goes into a prompt. */
export type PromptWorld = Pick<World, 'repository' | 'settings' | 'ignored' | 'withhold' | 'nonce'>

/** Everything a provider is given to draft one section for one commit; its prompt holds no secret if it leaves the machine. */
export const draftRequest = async (
  run: Pick<CommitRun, 'commit'>,
  target: Target,
  current: Pick<CurrentSection, 'commit' | 'text' | 'section' | 'sections'>,
  world: PromptWorld,
  objections: readonly string[] = [],
): Promise<DraftRequest> => {
  const { repository, settings, withhold } = world
  const commit = await repository.commit(run.commit)
  const diff = await repository.diff(run.commit)
  const concern = concerning(diff, {
    docFiles: settings.docFiles,
    ignore: settings.ignore,
    ignored: await world.ignored(diff.map(({ path }) => path)),
  })
  const code = 'skip' in concern ? diff : concern.code
  const { shown, files } = withhold ? withoutSecretFiles(code) : { shown: code, files: [] }
  const relevance = relevanceTo(shown, sectionOf(target, current, settings))
  const { text: patch, omitted } = diffText(shown, settings.llm.diffTokens, relevance)
  const template = await templateOf(target, current, world)
  const input = {
    commit,
    diff: patch,
    file: target.file,
    section: target.section,
    text: current.text,
    nonce: world.nonce(),
    omitted: [...omitted, ...files.map(file => `${file} (it holds secrets)`)],
    objections,
    template,
  }
  const given = { commit, diff: code, target, text: current.text, template }
  if (!withhold) return { ...given, nonce: input.nonce, prompt: prompt(input) }
  const { safe, secrets } = await safeInput(input, withhold)
  return {
    ...given,
    nonce: input.nonce,
    prompt: prompt(safe),
    leaving: { keptBack: { secrets, files }, text: safe.text },
  }
}

/** The section, and which paths a mapping or its own marker connect with it. */
const sectionOf = (
  { file, section: address }: Target,
  { text, section }: Pick<CurrentSection, 'text' | 'section'>,
  { mappings }: World['settings'],
): RelevantSection => {
  const mapped = mappings.filter(each => each.file === file && each.section === address)
  const globs = [...mapped.flatMap(({ code }) => code), ...(section.code ?? [])]
  return { file, section: address, text, isMapped: globs.length ? matcher(globs) : () => false }
}

/** Of a file that holds secrets not a line is shown, under neither name; its name is. */
const withoutSecretFiles = (diff: Diff): { shown: Diff; files: readonly string[] } => {
  const isSecret = ({ path, from }: Diff[number]) =>
    isSecretFile(path) || (from !== undefined && isSecretFile(from))
  return {
    shown: withSafeLongLines(diff.filter(file => !isSecret(file))),
    files: diff.filter(isSecret).map(({ path }) => path),
  }
}

/** The same input with the secrets of every part taken out; each part is looked at as a whole. */
const safeInput = async (
  input: PromptInput,
  withhold: NonNullable<World['withhold']>,
): Promise<{ safe: PromptInput; secrets: Withheld['withheld'] }> => {
  const found: Withheld['withheld'][] = []
  const safe = async (text: string): Promise<string> => {
    const { text: rest, withheld } = await withhold(text)
    found.push(withheld)
    return rest
  }
  const parts: PromptInput = {
    ...input,
    commit: {
      subject: await safe(input.commit.subject),
      message: await safe(input.commit.message),
    },
    diff: await safe(input.diff),
    file: await safe(input.file),
    section: await safe(input.section),
    text: await safe(input.text),
    omitted: await each(input.omitted, safe),
    objections: await each(input.objections ?? [], safe),
    ...(input.template && { template: await safeTemplate(input.template, safe) }),
  }
  return { safe: parts, secrets: summed(found) }
}

const each = async (
  texts: readonly string[],
  safe: (text: string) => Promise<string>,
): Promise<string[]> => {
  const done: string[] = []
  for (const text of texts) done.push(await safe(text))
  return done
}

const safeTemplate = async (
  { words, rules, ...template }: NonNullable<PromptInput['template']>,
  safe: (text: string) => Promise<string>,
): Promise<NonNullable<PromptInput['template']>> => ({
  ...template,
  words: words && (await safe(words)),
  rules: rules && {
    style: rules.style && (await safe(rules.style)),
    audience: rules.audience && (await safe(rules.audience)),
    neverTouch: await each(rules.neverTouch, safe),
  },
})
