// Refuses a commit whose message says nothing: copy it to jobs/, allow it, and run "git-doc job ensure".
import { readFileSync } from 'node:fs'
import { defineJob } from 'git-doc/define'

const longest = 72
const vague = /^(?:wip|fix|update|changes?|stuff|misc)\W*$/i

export default defineJob({
  meta: {
    name: 'commit-message',
    description: 'Refuses commit messages that say nothing',
    version: '1.0.0',
    tags: ['commit'],
  },
  on: 'commit-msg',
  timeout: 10,
  run({ hook }) {
    const [file = ''] = hook?.args ?? []
    const [subject = ''] = readFileSync(file, 'utf8').split('\n')
    if (/^(?:fixup|squash|amend)! /.test(subject)) return { skipped: 'It will be squashed.' }
    if (vague.test(subject)) throw new Error(`"${subject}" does not say what changed.`)
    if (subject.length > longest)
      throw new Error(`The subject has ${subject.length} characters; at most ${longest} are shown.`)
    return { message: subject }
  },
})
