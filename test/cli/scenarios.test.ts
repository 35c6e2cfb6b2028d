import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { packageFolder } from '../support/run-command.ts'
import { play, storyRepository } from '../support/scenario.ts'

const folder = join(packageFolder, 'fixtures', 'scenarios')

for (const file of readdirSync(folder)) {
  const markdown = readFileSync(join(folder, file), 'utf8')
  const title = /^# (.+)$/m.exec(markdown)?.[1] ?? file
  test(`${file}: ${title}`, async t => {
    const story = storyRepository(t)
    t.true((await play(t, markdown, story)) > 0, 'the story has commands')
    t.is(story.git('fsck', '--strict', '--no-dangling'), '')
  })
}
