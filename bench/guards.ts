// What the guards cost people and what they stop:
//   node build/bench/guards.js <cases.jsonl> <folder of bare repositories, named owner+name> [--every=N] [--first=N] [--set=0|1|2] [--only=kind,kind] [--list]
import { readFileSync } from 'node:fs'
import { readAnswer } from '../src/documentation/answer.ts'
import { isMarkdown } from '../src/documentation/classify-changes.ts'
import { type Finding, guardFacts } from '../src/documentation/guards/facts.ts'
import { isSuspect, sourcesOf } from '../src/documentation/guards/sources.ts'
import { termsOf, type Vocabulary } from '../src/documentation/guards/vocabulary.ts'
import { findings, guardContext } from '../src/documentation/guards.ts'
import { hash } from '../src/documentation/hash.ts'
import { outline } from '../src/documentation/markdown.ts'
import { sections } from '../src/documentation/sections.ts'
import { documentEdit } from '../src/documentation/splice.ts'
import { isGitDocError } from '../src/errors/error.ts'
import { badAnswer, makersOf } from './guards/bad.ts'
import { body, heading, type Material } from './guards/change.ts'
import { type PersonsEdit, personsEdit } from './guards/people.ts'
import { openStore, type Store } from './guards/store.ts'
import { report, type Verdict } from './guards/table.ts'

interface Case {
  readonly repo: string
  readonly commit: string
  readonly parent: string
  readonly gold: readonly { readonly doc: string; readonly start: number }[]
}

const [casesFile = '', mirror = '', ...options] = process.argv.slice(2)
const cases: Case[] = readFileSync(casesFile, 'utf8')
  .split('\n')
  .filter(Boolean)
  .map(line => JSON.parse(line))
const badPerEdit = 3
const numberOf = (option: string, otherwise: number): number =>
  Number(options.find(each => each.startsWith(`--${option}=`))?.split('=')[1] ?? otherwise)
/** `--every=3 --first=1` takes each third case, beginning with the second. */
const [every, first] = [numberOf('every', 1), numberOf('first', 0)]

/** `--set=2` takes the harmful answers that the rules were not made with; `--only=…` takes kinds with such a beginning. */
const makers = makersOf(numberOf('set', 0))
const only = options.find(each => each.startsWith('--only='))?.slice('--only='.length) ?? ''
const kinds = Object.keys(makers).filter(kind =>
  only.split(',').some(each => kind.startsWith(each)),
)

/** Numbers from a seed: the same answers in every run. */
const randomFrom = (seed: string) => {
  let state = Number.parseInt(hash(seed).slice(0, 8), 16)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** All that is known of one commit, as the program would know it. */
const worldOf = (store: Store, { commit, parent }: Case) => {
  const diff = store.diff(commit, parent).filter(({ path }) => !isMarkdown(path))
  const facts = store.facts(commit)
  let code: Vocabulary | undefined
  let paths: Vocabulary | undefined
  let documents: Vocabulary | undefined
  // Never the commit's own documents: what the person wrote must not vouch for itself.
  const wider: Vocabulary = {
    has(term) {
      code ??= store.words(commit, path => !isMarkdown(path))
      paths ??= termsOf(store.paths(commit).join('\n'))
      documents ??= store.words(parent, isMarkdown)
      return paths.has(term) || code.has(term) || documents.has(term)
    },
  }
  let codeBefore: Vocabulary | undefined
  let pathsBefore: Vocabulary | undefined
  const earlier: Vocabulary = {
    has(term) {
      codeBefore ??= store.words(parent, () => true)
      pathsBefore ??= termsOf(store.paths(parent).join('\n'))
      return pathsBefore.has(term) || codeBefore.has(term)
    },
  }
  const sourcesFor = (section: string) =>
    sourcesOf(
      facts,
      diff,
      [wider],
      isSuspect(facts.message, diff, section) ? store.words(parent, isMarkdown) : undefined,
      earlier,
    )
  return { diff, sourcesFor }
}

type World = ReturnType<typeof worldOf>

/**
 * Whether a text is what the person wrote, under the section's own heading: where they renamed that, an answer whose heading was
 * changed once more and then put back is no bad one.
 */
const isTheirs = (text: string, { old, next }: PersonsEdit): boolean =>
  [next, `${heading(old)}\n${body(next)}`].some(theirs => {
    const good = readAnswer(theirs, { text: old })
    return !good.unchanged && good.text === text
  })

const judge = (
  answer: string,
  edit: PersonsEdit,
  document: string,
  world: World,
): readonly Finding[] | 'unchanged' | 'repaired' => {
  const { section, old } = edit
  const read = readAnswer(answer, { text: old })
  if (read.unchanged) return 'unchanged'
  const list = sections(document)
  const context = {
    ...guardContext(list, section, 'own'),
    definitions: outline(document).definitions.map(({ name }) => name),
  }
  const found = findings(guardFacts(old, read.text, context, world.sourcesFor(old)))
  if (found.length > 0) return found
  if (answer !== edit.next && isTheirs(read.text, edit)) return 'repaired'
  try {
    documentEdit('a.md', [
      { section: section.address, scope: 'own', before: hash(old), text: read.text },
    ]).rewrite(new TextEncoder().encode(document))
    return []
  } catch (error) {
    if (!isGitDocError(error)) throw error
    return [{ rule: 'structure', verdict: 'refuse', what: error.message }]
  }
}

const verdicts: Verdict[] = []
const wordsOf = (world: World): readonly string[] => {
  const text = world.diff
    .flatMap(({ hunks }) => hunks.flatMap(({ lines }) => lines.map(line => line.text)))
    .join('\n')
  return [...new Set(text.match(/\b[a-z]{4,10}\b/g) ?? ['retry', 'limit', 'window'])]
}

const neighbourOf = (document: string, { section }: PersonsEdit): string => {
  const next = sections(document).find(
    ({ start, kind, depth }) =>
      kind === 'heading' && start >= section.end && depth <= section.depth,
  )
  return next ? document.slice(next.start, next.ownEnd) : ''
}

let turn = 0
const stores = new Map<string, Store | undefined>()
for (const [place, each] of cases.entries()) {
  if (place % every !== first) continue
  if (!stores.has(each.repo)) {
    stores.clear()
    stores.set(each.repo, openStore(mirror, each.repo))
  }
  const store = stores.get(each.repo)
  if (!store) continue
  const world = worldOf(store, each)
  for (const { doc, start } of each.gold) {
    const before = store
      .file(each.parent, doc)
      ?.replace(/^\uFEFF/, '')
      .replace(/\r\n?/g, '\n')
    const after = store
      .file(each.commit, doc)
      ?.replace(/^\uFEFF/, '')
      .replace(/\r\n?/g, '\n')
    const edit = before && after ? personsEdit(before, after, start) : undefined
    if (!edit || !before || !after) continue
    const name = `${each.commit.slice(0, 8)} ${doc} "${edit.section.title}"`
    const common = { repo: each.repo, name }
    verdicts.push({
      ...common,
      kind: 'person',
      variant: '',
      found: judge(edit.next, edit, before, world),
    })
    const random = randomFrom(name)
    const material: Material = {
      text: edit.next,
      old: edit.old,
      document: after,
      neighbour: neighbourOf(before, edit),
      words: wordsOf(world),
      random,
    }
    for (let count = 0; count < badPerEdit; count += 1) {
      turn += 1
      const kind = kinds[turn % kinds.length] ?? ''
      const bad = badAnswer(makers, kind, Math.floor(turn / kinds.length), material)
      if (!bad) continue
      verdicts.push({
        ...common,
        kind,
        variant: bad.variant,
        found: judge(bad.text, edit, before, world),
      })
    }
  }
}
report(verdicts, options.includes('--list'))
