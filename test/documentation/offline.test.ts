import test from 'ava'
import { termsOf } from '../../src/documentation/guards/vocabulary.ts'
import { offlineDraft } from '../../src/documentation/offline.ts'
import { stories } from '../support/stories.ts'

const commit = { commit: 'a'.repeat(40), subject: 'Change it', message: 'Change it\n' }

for (const { title, diff, before, after, document: file, paths, words } of stories()) {
  test(title, t => {
    const target = { file, section: 'Usage', strategy: 'mapping' as const }
    const tree = { ...(paths ? { paths } : {}), ...(words ? { words: termsOf(words) } : {}) }
    const request = { commit, diff, target, text: before, tree }
    const draft = offlineDraft(request)
    t.is(draft.text, after)
    t.is(draft.proofs.length > 0, before !== after)
    t.deepEqual(offlineDraft(request), draft, 'the same again')
    t.is(offlineDraft({ ...request, text: draft.text }).text, draft.text, 'nothing is left to do')
    const open = offlineDraft({ ...request, text: before.slice(0, -1) }).text
    t.is(open, after.slice(0, -1), 'the last line may have no end')
  })
}
