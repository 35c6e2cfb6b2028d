import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { packageFolder } from './support/run-command.ts'
import { blocks, play, storyRepository } from './support/scenario.ts'

const read = (file: string) => readFileSync(join(packageFolder, file), 'utf8')

/** The pages at the root and below docs/. */
const pages = [
  ...readdirSync(packageFolder).filter(file => file.endsWith('.md')),
  ...readdirSync(join(packageFolder, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.md'))
    .map(file => join('docs', file)),
]

const isForTheHouse = (text: string) => /^\$ npm /m.test(text)

const code = (name: string) => `export function ${name}(url: string): string {\n  return url\n}\n`

for (const page of pages) {
  const consoles = blocks(read(page)).filter(({ kind }) => kind === 'console')
  const stories = consoles.filter(({ text }) => !isForTheHouse(text))
  if (stories.length > 0) {
    test(`the console blocks of ${page} do what they say`, async t => {
      const story = storyRepository(t)
      story.commit('Begin', {
        'README.md': '# Tool\n\n## Usage\n\nCall `fetchAll()` first.\n',
        'src/fetch.ts': code('fetchAll'),
      })
      story.write('src/fetch.ts', code('fetchEvery'))
      const markdown = blocks(read(page))
        .filter(({ kind, text }) => kind === 'file' || (kind === 'console' && !isForTheHouse(text)))
        .map(({ kind, argument, text }) => `\`\`\`${kind} ${argument}\n${text}\`\`\`\n`)
        .join('\n')
      t.true((await play(t, markdown, story)) > 0)
    })
  }
  // What installs and tests this package cannot be run by its own tests: CI runs it.
  for (const { text } of consoles.filter(({ text }) => isForTheHouse(text))) {
    for (const [, command = ''] of text.matchAll(/(npm (?:ci|test|run [\w:]+))/g)) {
      test(`CI runs "${command}", as ${page} says`, t => {
        t.true(read('.ci/run').includes(command.replace('npm run ', '')), command)
      })
    }
  }
}

test('every link of the pages to a file leads to one', t => {
  for (const page of pages) {
    for (const [, target = ''] of read(page).matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)) {
      t.notThrows(
        () => readdirOrFile(join(packageFolder, page, '..', target)),
        `${page}: ${target}`,
      )
    }
  }
})

const readdirOrFile = (path: string) => {
  try {
    return readdirSync(path)
  } catch {
    return readFileSync(path)
  }
}
