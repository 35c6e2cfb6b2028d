import * as z from 'zod'
import { authorFault, messageFault } from '../checks.ts'
import { defaultSettings } from '../keys.ts'
import { filled, globs, ignored, oneOrMore, onOff, path, text, withoutVariables } from './values.ts'

const mapping = z.strictObject(
  {
    code_pattern: oneOrMore(globs.min(1, 'is empty')),
    doc_file: path,
    section: text(filled),
  },
  'must be a table with code_pattern, doc_file and section',
)

const ofDocuments = z.strictObject(
  {
    files: oneOrMore(globs.min(1, 'is empty')),
    style: text(filled).optional(),
    audience: text(filled).optional(),
    never_touch: oneOrMore(z.array(text(filled), 'must be a list of texts')).default([]),
  },
  'must be a table with files and style, audience or never_touch',
)

const { git, inference } = defaultSettings

/** `Name <email>`. */
const identity = text(withoutVariables, authorFault)

/** Which documents follow which code, and how doc commits are made. */
export const commitKeys = {
  doc_files: globs.optional(),
  ignore: ignored.default([]),
  new_sections: onOff.default(defaultSettings.newSections),
  mappings: z.array(mapping, 'must be a list of tables, [[mappings]]').default([]),
  docs: z.array(ofDocuments, 'must be a list of tables, [[docs]]').default([]),
  git: z
    .strictObject(
      {
        commit_doc_updates: onOff.default(git.commitDocUpdates),
        amend_original: onOff.default(git.amendOriginal),
        doc_commit_message: text(messageFault).default(git.docCommitMessage),
        doc_commit_author: identity.optional(),
        doc_commit_committer: identity.optional(),
        sign_off: onOff.default(git.signOff),
        co_authors: oneOrMore(z.array(identity, 'must be a list of identities')).default([]),
      },
      'must be a table, [git]',
    )
    .prefault({}),
  inference: z
    .strictObject(
      {
        threshold: z
          .number('must be a number')
          .min(0, 'must be 0 or more')
          .max(1, 'must be at most 1')
          .default(inference.threshold),
      },
      'must be a table, [inference]',
    )
    .prefault({}),
}
