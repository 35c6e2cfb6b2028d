import { GitDocError } from './error.ts'

export const documentMissing = (file: string) =>
  new GitDocError('DOCUMENT_MISSING', `${file} does not exist on the checked-out branch.`, {
    hint: 'Correct the mapping in .git-doc/config.toml, or restore the document.',
  })

/** A document that another repository keeps. */
export const documentInSubmodule = (file: string, submodule: string) =>
  new GitDocError(
    'DOCUMENT_IN_SUBMODULE',
    `${file} belongs to the submodule ${submodule}, not to this repository.`,
    { hint: 'Run git-doc in the submodule, or name a document of this repository in the mapping.' },
  )

export const documentOutside = (file: string) =>
  new GitDocError(
    'DOCUMENT_OUTSIDE',
    `${file} is a symbolic link, has one in its path, or is outside the repository.`,
    {
      hint: 'Use the path of the document itself. git-doc writes only regular files inside the repository.',
    },
  )

export const documentEncoding = (file: string) =>
  new GitDocError('DOCUMENT_ENCODING', `${file} is not UTF-8.`, {
    hint: 'Convert it to UTF-8, or leave it out of doc_files.',
  })

/** What Git has of the document is a pointer; its text is elsewhere. */
export const documentInLfs = (file: string) =>
  new GitDocError(
    'DOCUMENT_IN_LFS',
    `${file} is stored in Git LFS: Git itself holds only a pointer to its text.`,
    {
      hint: `git-doc updates documents that Git itself stores. Take ${file} out of LFS ("${file} !filter !diff !merge" in .gitattributes, then "git add --renormalize ${file}"), or leave it out of mappings and doc_files.`,
    },
  )

export const sectionMissing = (file: string, section: string, known: readonly string[]) =>
  new GitDocError('SECTION_MISSING', `${file} has no section "${section}".`, {
    hint: known.length
      ? `Its sections: ${known.slice(0, 12).join(' · ')}${known.length > 12 ? ' …' : ''}.`
      : 'It has no sections: add a heading or git-doc markers.',
  })

export const sectionAmbiguous = (file: string, section: string, addresses: readonly string[]) =>
  new GitDocError('SECTION_AMBIGUOUS', `${file} has several sections "${section}".`, {
    hint: `Name one: ${addresses.join(' · ')}.`,
  })

/** `conflicts` holds one sentence for each section. */
export const revertConflict = (conflicts: readonly string[]) =>
  new GitDocError('REVERT_CONFLICT', conflicts.join(' '), {
    hint: 'Nothing was changed. Revert the later change first, or edit the section by hand.',
  })

/** One path cannot be both. `other` ends with a slash if it is the folder. */
export const filesConflict = (file: string, other: string) =>
  new GitDocError('FILES_CONFLICT', `${file} cannot be committed: ${other} exists.`, {
    hint: `Remove ${other} in the same commit, or choose another name.`,
  })
