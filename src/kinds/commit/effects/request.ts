import { classifyChanges } from '../../../documentation/classify-changes.ts'
import { diffText } from '../../../documentation/diff-text.ts'
import { matcher } from '../../../documentation/globs.ts'
import { type PromptInput, prompt } from '../../../documentation/prompt.ts'
import { type RelevantSection, relevanceTo } from '../../../documentation/relevance.ts'
import { showsPrivateKey, withSafeLongLines } from '../../../documentation/secrets/cut.ts'
import { isSecretFile } from '../../../documentation/secrets/paths.ts'
import { type Redacted, summed } from '../../../documentation/secrets/redact.ts'
import type { Target } from '../../../events/commit-parts.ts'
import type { CommitRun } from '../../../machines/commit-run.ts'
import type { Diff } from '../../../ports/diff.ts'
import type { DraftRequest } from '../drafter.ts'
import type { World } from '../world.ts'
import type { CurrentSection } from './section.ts'
import { templateOf } from './template.ts'

/** The parts of the world that a prompt uses. */
export type PromptWorld = Pick<World, 'repository' | 'settings' | 'ignored' | 'redact' | 'nonce'>

/**
 * Everything that a provider needs to draft one section for one commit. A prompt that leaves the machine holds no
 * secrets.
 */
export const draftRequest = async (
  run: Pick<CommitRun, 'commit'>,
  target: Target,
  current: Pick<CurrentSection, 'commit' | 'text' | 'section' | 'sections'>,
  world: PromptWorld,
  objections: readonly string[] = [],
): Promise<DraftRequest> => {
  const { repository, settings, redact } = world
  const commit = await repository.commit(run.commit)
  const diff = await repository.diff(run.commit)
  const classified = classifyChanges(diff, {
    docFiles: settings.docFiles,
    ignore: settings.ignore,
    ignored: await world.ignored(diff.map(({ path }) => path)),
  })
  const code = 'skip' in classified ? diff : classified.code
  const { shown, files } = redact ? withoutSecretFiles(code) : { shown: code, files: [] }
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
  if (!redact) return { ...given, nonce: input.nonce, prompt: prompt(input) }
  const { safe, secrets } = await safeInput(input, redact)
  return {
    ...given,
    nonce: input.nonce,
    prompt: prompt(safe),
    outbound: { redaction: { secrets, files }, text: safe.text },
  }
}

/** The section, and the paths that a mapping or its own marker connects with it. */
const sectionOf = (
  { file, section: address }: Target,
  { text, section }: Pick<CurrentSection, 'text' | 'section'>,
  { mappings }: World['settings'],
): RelevantSection => {
  const mapped = mappings.filter(each => each.file === file && each.section === address)
  const globs = [...mapped.flatMap(({ code }) => code), ...(section.code ?? [])]
  return { file, section: address, text, isMapped: globs.length ? matcher(globs) : () => false }
}

/** If a file holds secrets, according to either of its names or to a private key in it, the prompt shows only its name. */
const withoutSecretFiles = (diff: Diff): { shown: Diff; files: readonly string[] } => {
  const isSecret = (file: Diff[number]) =>
    isSecretFile(file.path) ||
    (file.from !== undefined && isSecretFile(file.from)) ||
    showsPrivateKey(file)
  return {
    shown: withSafeLongLines(diff.filter(file => !isSecret(file))),
    files: diff.filter(isSecret).map(({ path }) => path),
  }
}

/** The same input without the secrets of any part; each part is searched as a whole. */
const safeInput = async (
  input: PromptInput,
  redact: NonNullable<World['redact']>,
): Promise<{ safe: PromptInput; secrets: Redacted['withheld'] }> => {
  const found: Redacted['withheld'][] = []
  const safe = async (text: string): Promise<string> => {
    const { text: rest, withheld } = await redact(text)
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
