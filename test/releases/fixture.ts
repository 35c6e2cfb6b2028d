import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import type { CheckInput } from '../../src/releases/check-input.ts'
import { type Layout, layoutOf } from '../../src/releases/layout.ts'
import { folderOf } from '../../src/releases/read.ts'
import { nameOf, parseName, type ReleaseName } from '../../src/releases/release.ts'
import { packageFolder } from '../support/run-command.ts'
import { memoryTree } from './memory-tree.ts'

/** A fixture of fixtures/releases/: files on top of those of base.yaml (none where it is null), and what is asked about them. */
export interface Fixture {
  readonly files?: Readonly<Record<string, string | null>>
  readonly layout?: Partial<Layout>
  readonly check?: readonly string[]
  readonly active?: Readonly<Record<string, string>>
  readonly proposed?: Readonly<Record<string, string>>
  /** What was in production; its tree then is the one it has now, or the text here. */
  readonly released?: Readonly<Record<string, string | null>>
  readonly secrets?: readonly string[]
  /** What the rule says, by file and line. */
  readonly expect?: readonly Expected[]
}

export interface Expected {
  readonly file: string
  readonly line?: number
  readonly pointer?: string
  readonly level?: 'error' | 'warning'
}

const folder = join(packageFolder, 'fixtures/releases')

export const readFixture = (path: string): Fixture =>
  parse(readFileSync(join(folder, path), 'utf8')) as Fixture

/** Everything that a check is given, from a fixture. */
export const inputOf = async (fixture: Fixture): Promise<CheckInput> => {
  const base = readFixture('base.yaml').files ?? {}
  const files = Object.fromEntries(
    Object.entries({ ...base, ...fixture.files }).filter(
      (entry): entry is [string, string] => entry[1] !== null,
    ),
  )
  const layout = layoutOf(fixture.layout)
  const tree = memoryTree(files)
  const released = new Map<string, string>()
  for (const [name, id] of Object.entries(fixture.released ?? {}))
    released.set(name, id ?? (await tree.treeOf(folderOf(layout, releaseOf(name)))) ?? '')
  return {
    layout,
    tree,
    releases: (fixture.check ?? ['guide@1.0.0']).map(releaseOf),
    active: fixture.active ?? {},
    ...(fixture.proposed && { proposed: fixture.proposed }),
    released,
    findSecrets: async text =>
      (fixture.secrets ?? []).flatMap(secret => {
        const start = text.indexOf(secret)
        return start === -1 ? [] : [{ start, end: start + secret.length, kind: 'test-secret' }]
      }),
  }
}

const releaseOf = (name: string): ReleaseName => {
  const release = parseName(name)
  if (!release || nameOf(release) !== name) throw new Error(`${name} is no release.`)
  return release
}
