import { rmSync } from 'node:fs'
import { cp } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ExecutionContext, TestFn } from 'ava'
import { type Ending, temporaryFolder, testRepositoryAt } from './repository.ts'
import { type StoryRepository, storyAt, storyRepository } from './scenario.ts'

/** What stories are told with: `begin` makes one in a new folder, `goOn` takes one up in a copy of it. */
export interface Stage<Story> {
  begin(): { readonly folder: string; readonly story: Story }
  goOn(t: ExecutionContext, folder: string): Story
}

/** The command line in a repository. */
const commandLine: Stage<StoryRepository> = {
  begin() {
    const story = storyRepository(nobody)
    return { folder: dirname(story.path), story }
  },
  goOn: (_, folder) => storyAt(testRepositoryAt(join(folder, 'repository'))),
}

/** Folders of beginnings go when all tests of the file have ended. */
export const nobody: Ending = { teardown: () => undefined }

/**
 * The beginning that many stories of a file share, played once for each set of arguments; every test goes on in a copy of
 * its own. What `begin` gives must hold in a copy too: ids and texts, no functions of the first repository.
 */
export const playedOnce = <Arguments extends readonly unknown[], Facts extends object>(
  test: TestFn,
  begin: (story: StoryRepository, ...given: Arguments) => Promise<Facts>,
) => playedOn(commandLine, test, begin)

/** The same on another stage. */
export const playedOn = <
  Story extends object,
  Arguments extends readonly unknown[],
  Facts extends object,
>(
  stage: Stage<Story>,
  test: TestFn,
  begin: (story: Story, ...given: Arguments) => Promise<Facts>,
) => {
  const played = new Map<string, Promise<{ readonly folder: string; readonly facts: Facts }>>()
  const folders: string[] = []
  test.after.always(() => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  })
  const play = async (given: Arguments) => {
    const { folder, story } = stage.begin()
    folders.push(folder)
    return { folder, facts: await begin(story, ...given) }
  }
  return async (t: ExecutionContext, ...given: Arguments): Promise<Story & Facts> => {
    const key = JSON.stringify(given)
    const first = played.get(key) ?? play(given)
    played.set(key, first)
    const { folder, facts } = await first
    const own = temporaryFolder(t)
    // cpSync of Node 24 gives folders another mode.
    await cp(folder, own, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true })
    return { ...stage.goOn(t, own), ...facts }
  }
}
