// What the offline provider edits, and whether people wrote the same:
//   node build/bench/offline.js <cases.jsonl> <folder of bare repositories, named owner+name/repo> [--list] [--repo=owner/name]
//   node build/bench/offline.js --last=1000 <folder> owner/name… [--list]: the last commits of repositories instead
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openHistory } from '../src/adapters/git/co-change-history.ts'
import { openNativeRepository } from '../src/adapters/git/native.ts'
import { classifyChanges, isMarkdown } from '../src/documentation/classify-changes.ts'
import { mayConcern } from '../src/documentation/offline.ts'
import { type Section, sections, sectionText } from '../src/documentation/sections.ts'
import { isGitDocError } from '../src/errors/error.ts'
import { draftWithTree } from '../src/kinds/commit/offline-draft.ts'
import { wordReader } from '../src/kinds/commit/vocabulary.ts'
import type { Diff } from '../src/ports/diff.ts'
import type { CommitFacts, Repository } from '../src/ports/repository.ts'
import { type LineEdit, lineEdits, type Truth, truthOf } from './offline/edits.ts'

interface Case {
  readonly repo: string
  readonly commit: string
  readonly gold?: readonly { readonly doc: string; readonly start: number }[]
}

interface Judged extends LineEdit {
  readonly repo: string
  readonly commit: string
  readonly file: string
  readonly section: string
  readonly truth: Truth
  readonly gold: boolean
}

const words = process.argv.slice(2)
const options = words.filter(word => word.startsWith('--'))
const optionOf = (name: string): string | undefined =>
  options.find(each => each.startsWith(`--${name}=`))?.slice(name.length + 3)
const plain = words.filter(word => !word.startsWith('--'))
const last = optionOf('last')
const only = optionOf('repo')
const [mirror = '', ...named] = last === undefined ? plain.slice(1) : plain

const open = (repo: string): Promise<Repository> =>
  openNativeRepository(join(mirror, repo.replace('/', '+'), 'repo'), { bare: true })

/** The text of a document, or nothing where there is none that can be read. */
const reader = (repository: Repository) => {
  const decoder = new TextDecoder()
  const texts = new Map<string, string | undefined>()
  return async (blob: string): Promise<string> => {
    if (!texts.has(blob)) {
      const bytes = await repository.blob(blob)
      texts.set(blob, bytes && decoder.decode(bytes).replaceAll('\r\n', '\n'))
    }
    return texts.get(blob) ?? ''
  }
}

const known = new Map<string, readonly Section[]>()

/** Most documents are the same for many commits. */
const sectionsOf = (text: string, file: string): readonly Section[] => {
  const found = known.get(text) ?? readSections(text, file)
  if (known.size > 500) known.clear()
  known.set(text, found)
  return found
}

const readSections = (text: string, file: string): readonly Section[] => {
  try {
    return sections(text, file).filter(({ kind }) => kind === 'heading')
  } catch (error) {
    if (isGitDocError(error)) return []
    throw error
  }
}

const documentsOf = async (repository: Repository, commit: string) => {
  const entries = await repository.tree(commit)
  return new Map(
    entries
      .filter(({ path, mode }) => mode.startsWith('100') && isMarkdown(path))
      .map(({ path, blob }) => [path, blob]),
  )
}

const figures = { commits: 0, sections: 0, gold: 0, goldEdited: 0, goldSame: 0 }
const judged: Judged[] = []

interface Reading {
  readonly repository: Repository
  readonly draft: ReturnType<typeof draftWithTree>
  readonly read: (blob: string) => Promise<string>
  /** The documents as they are today. */
  readonly newest: ReadonlyMap<string, string>
}

const judgeCase = async (reading: Reading, each: Case): Promise<void> => {
  const { repository, draft, read, newest } = reading
  const { commit, gold = [] } = each
  const facts = await repository.commit(commit)
  const [parent] = facts.parents
  if (parent === undefined || facts.parents.length > 1) return
  figures.commits += 1
  figures.gold += gold.length
  const diff = await repository.diff(commit)
  const classified = classifyChanges(diff, { docFiles: [], ignore: [], ignored: new Set() })
  if ('skip' in classified) return
  const after = await documentsOf(repository, commit)
  for (const [file, blob] of await documentsOf(repository, parent)) {
    const text = await read(blob)
    if (!mayConcern({ diff: classified.code, text })) continue
    // A plan finds documents where they are after the commit.
    const path = diff.find(({ from }) => from === file)?.path ?? file
    if (!after.has(path)) continue
    const versions = {
      text,
      next: await read(after.get(path) ?? ''),
      last: await read(newest.get(path) ?? newest.get(file) ?? ''),
    }
    await judgeDocument({ ...each, draft, file, path, facts, diff: classified.code, ...versions })
  }
}

interface Versions extends Case {
  readonly draft: Reading['draft']
  readonly file: string
  readonly path: string
  readonly facts: CommitFacts
  readonly diff: Diff
  readonly text: string
  readonly next: string
  readonly last: string
}

const told = ({ kind, from, to, file, line }: LineEdit['proofs'][number]): string =>
  `${kind} ${from} → ${to || '(struck)'} by ${file}${line === undefined ? '' : `:${line}`}`

/** Printed as it is found. */
const tell = ({ repo, commit, file, section, truth, before, after, proofs }: Judged): void => {
  if (!options.includes('--list')) return
  console.log(`${truth} | ${repo} ${commit.slice(0, 10)} | ${file} # ${section}`)
  console.log(`  ${proofs.map(told).join('; ') || 'no proof'}`)
  console.log(`  - ${before}\n  + ${after ?? '(struck)'}`)
}

/** The section in another version of its document; all of that where it is there no more. */
const sameSection = (text: string, file: string, { address, title }: Section): string => {
  const all = sectionsOf(text, file)
  const same = all.find(each => each.address === address) ?? all.find(each => each.title === title)
  return same ? sectionText(text, same, 'own') : text
}

const judgeDocument = async (document: Versions): Promise<void> => {
  const { repo, commit, gold = [], file, path, facts, diff, text, next, last } = document
  for (const section of sectionsOf(text, file)) {
    figures.sections += 1
    const { address } = section
    const old = sectionText(text, section, 'own')
    const target = { file: path, section: address, strategy: 'inferred' as const }
    const draft = await document.draft({ commit: facts, diff, target, text: old })
    if (draft.text === old) continue
    const line = text.slice(0, section.start).split('\n').length
    const isGold = gold.some(({ doc, start }) => doc === file && start === line)
    const versions = {
      next: sameSection(next, path, section),
      last: sameSection(last, path, section),
    }
    const edits = lineEdits(old, draft.text, draft.proofs).map(edit => {
      const truth = truthOf(edit, versions)
      return { ...edit, repo, commit, file, section: address, truth, gold: isGold }
    })
    judged.push(...edits)
    edits.forEach(tell)
    if (!isGold) continue
    figures.goldEdited += 1
    if (edits.some(({ truth }) => truth.startsWith('same'))) figures.goldSame += 1
  }
}

const casesOf = async (repo: string, repository: Repository): Promise<Case[]> => {
  if (last === undefined) return cases.filter(each => each.repo === repo)
  const tip = await repository.resolve('HEAD')
  const past = await openHistory(repository.facts).before([tip], Number(last))
  return past.filter(({ touched }) => touched.length > 0).map(({ commit }) => ({ repo, commit }))
}

const cases: Case[] =
  last === undefined
    ? readFileSync(plain[0] ?? '', 'utf8')
        .split('\n')
        .filter(Boolean)
        .map(line => JSON.parse(line))
    : []
const repos = last === undefined ? [...new Set(cases.map(({ repo }) => repo))] : named

for (const repo of repos.filter(each => only === undefined || each === only)) {
  const repository = await open(repo)
  const read = reader(repository)
  const draft = draftWithTree(repository, wordReader(repository).codeWords)
  const newest = await documentsOf(repository, await repository.resolve('HEAD'))
  for (const each of await casesOf(repo, repository)) {
    try {
      await judgeCase({ repository, draft, read, newest }, each)
    } catch (error) {
      if (!isGitDocError(error)) throw error
      process.stderr.write(`${repo} ${each.commit}: ${error.code}\n`)
    }
  }
  await repository.close()
  process.stderr.write(`${repo}: ${judged.length} edits so far\n`)
}

const truths: readonly Truth[] = ['same line', 'same words', 'later', 'rewritten', 'kept']
const kinds = [...new Set(judged.flatMap(({ proofs }) => proofs.map(({ kind }) => kind)))].sort()
const row = (name: string, edits: readonly Judged[]): string => {
  const counts = truths.map(truth => edits.filter(each => each.truth === truth).length)
  return `| ${[name, edits.length, ...counts].join(' | ')} |`
}
console.log(`| kind | edits | ${truths.join(' | ')} |`)
for (const kind of kinds)
  console.log(
    row(
      kind,
      judged.filter(({ proofs }) => proofs.some(proof => proof.kind === kind)),
    ),
  )
console.log(row('all', judged))
console.log(JSON.stringify(figures))
