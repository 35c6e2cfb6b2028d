import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Diff } from '../../src/ports/diff.ts'
import { diffOf } from './diff.ts'

/** One case of fixtures/diffs: a commit's diff, a section before it and after it (the same if it says nothing of it). */
export interface Story {
  readonly title: string
  readonly document: string
  readonly diff: Diff
  readonly before: string
  readonly after: string
  readonly paths: readonly string[] | undefined
  /** What all the code of the commit's tree says. */
  readonly words: string | undefined
}

const folder = 'fixtures/diffs'

/** Every case of fixtures/diffs, by file. */
export const stories = (): Story[] =>
  readdirSync(folder)
    .filter(file => file.endsWith('.md'))
    .sort()
    .flatMap(file => {
      const [head = '', ...parts] = readFileSync(join(folder, file), 'utf8').split(
        /^## (?=[^\n]*\n(?:\w+:[^\n]*\n)*~~~~diff)/m,
      )
      const topic = /^# (.*)/.exec(head)?.[1] ?? file
      return parts.map(part => storyOf(topic, part))
    })

const storyOf = (topic: string, part: string): Story => {
  const block = (name: string) =>
    new RegExp(`^~~~~${name}\\n([\\s\\S]*?)^~~~~$`, 'm').exec(part)?.[1]
  const setting = (name: string) =>
    new RegExp(`^${name}: (.*)$`, 'm').exec(part.split('~~~~')[0] ?? '')?.[1]
  const before = block('before') ?? ''
  return {
    title: `${topic}: ${part.split('\n')[0]}`,
    document: setting('document') ?? 'README.md',
    diff: diffOf(counted(block('diff') ?? '')),
    before,
    after: block('after') ?? before,
    paths: setting('paths')?.split(' '),
    words: setting('words'),
  }
}

/** Writes the numbers of lines into hunk headers that leave them out. */
const counted = (diff: string): string =>
  diff.replace(
    /^@@\n((?:[ +-][^\n]*\n(?!diff --git|--- a\/|--- \/dev))*(?:[ +-][^\n]*\n)?)/gm,
    (_, body: string) => {
      const lines = body.split('\n').filter(Boolean)
      const size = (marks: string) => lines.filter(line => marks.includes(line[0] as string)).length
      return `@@ -1,${size(' -')} +1,${size(' +')} @@\n${body}`
    },
  )
