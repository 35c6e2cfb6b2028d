import test from 'ava'
import { offlineDraft } from '../../src/documentation/offline.ts'
import { stories } from '../support/stories.ts'

const commit = { commit: 'a'.repeat(40), subject: 'Change it', message: 'Change it\n' }

for (const { title, diff, before, after, document: file, paths } of stories()) {
  test(title, t => {
    const target = { file, section: 'Usage', strategy: 'mapping' as const }
    const request = { commit, diff, target, text: before, ...(paths ? { paths } : {}) }
    const draft = offlineDraft(request)
    t.is(draft.text, after)
    t.is(draft.proofs.length > 0, before !== after)
    t.deepEqual(offlineDraft(request), draft, 'the same again')
    t.is(offlineDraft({ ...request, text: draft.text }).text, draft.text, 'nothing is left to do')
  })
}
