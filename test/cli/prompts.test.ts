import test, { type ExecutionContext } from 'ava'
import { answered } from '../support/model-server.ts'
import { mapping, modelSettings, modelStory } from '../support/model-story.ts'

const readme = '# Tool\n\n## Usage\n\nRun `tool` with care.\n\nCopyright 2019 Ada.\n'

/** A repository with a commit to document, and a model that always gives the same answer. */
const story = async (t: ExecutionContext, answer: string, more = '') => {
  const story = await modelStory(t, [answered(answer)], {
    settings: url => `${modelSettings(url)}${mapping('Usage')}${more}`,
    files: { 'README.md': readme, 'src/a.ts': 'export const tool = 1\n' },
  })
  return { ...story, system: (index: number): string => story.messages(index)[0]?.content ?? '' }
}

test('a repository’s own words take the place of ours, and other words ask anew', async t => {
  const refused = '## Usage\n\nRun `tool --turbo` with care.\n\nCopyright 2019 Ada.\n'
  const { commit, json, server, system } = await story(t, refused)
  commit('Change', {
    'src/a.ts': 'export const tool = 2\n',
    '.git-doc/prompts/section.md': 'You write for sailors.\n',
  })
  t.is((await json('git-doc update')).failures[0].code, 'ANSWER_UNKNOWN_FLAG')
  t.regex(system(0), /^You write for sailors\.\n\nIf the commit makes nothing/)
  const { prompts } = await json('git-doc egress HEAD')
  t.is(prompts[0].state, 'same')
  const asked = server.requests.length
  commit('Other words', { '.git-doc/prompts/section.md': 'You write for pilots.\n' })
  await json('git-doc retry --commit HEAD~1')
  t.regex(system(asked), /^You write for pilots\./)
})

test('what the settings say of a document is told, and a line that nobody touches stays', async t => {
  const { commit, json, system, file } = await story(
    t,
    '## Usage\n\nRun `tool` with care.\n\nCopyright 2026 Ada.\n',
    '\n[[docs]]\nfiles = "*.md"\nstyle = "Short."\naudience = "Sailors."\nnever_touch = "Copyright"\n',
  )
  commit('Change in 2026', { 'src/a.ts': 'export const tool = 2026\n' })
  const { failures } = await json('git-doc update')
  t.is(failures[0].code, 'ANSWER_NEVER_TOUCH')
  t.regex(system(0), /The document is for: Sailors\.\nHow it is written: Short\.\n.*"Copyright"/)
  t.is(file(), readme)
})
