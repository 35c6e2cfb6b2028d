import { GitDocError } from './error.ts'

export const pipelineUnknown = (name: string, known: readonly string[]) =>
  new GitDocError('PIPELINE_UNKNOWN', `There is no pipeline "${name}".`, {
    hint:
      known.length > 0
        ? `Known: ${known.join(', ')}.`
        : 'Add a table [pipeline.<name>] to .git-doc/config.toml, or run "git-doc pipeline init".',
  })

export const gateUnknown = (pipeline: string, name: string, known: readonly string[]) =>
  new GitDocError('GATE_UNKNOWN', `The pipeline "${pipeline}" has no gate "${name}".`, {
    hint: `Known: ${known.join(', ')}.`,
  })

export const noCommitYet = () =>
  new GitDocError('NO_HISTORY', 'There is no commit yet, so a run would concern none.', {
    hint: 'Commit something first.',
  })

export const commitMoved = (run: string, commit: string, now: string | undefined) =>
  new GitDocError(
    'PIPELINE_COMMIT_MOVED',
    `${run} is about ${commit.slice(0, 8)}, and ${now === undefined ? 'nothing' : now.slice(0, 8)} is checked out.`,
    { hint: 'Check that commit out, or run the pipeline again on this one.' },
  )

export const treeChanged = (before: string, now: string) =>
  new GitDocError(
    'PIPELINE_TREE_CHANGED',
    `The files are not those that the first gates looked at: their tree was ${before.slice(0, 8)} and is ${now.slice(0, 8)}.`,
    { hint: 'A retry begins with the first gate.' },
  )

export const checkoutGone = () =>
  new GitDocError(
    'PIPELINE_CHECKOUT_GONE',
    'The fresh checkout in which the first gates ran is gone.',
    { hint: 'A retry makes another one and begins with the first gate.' },
  )

export const gateFileMissing = (file: string) =>
  new GitDocError('GATE_FILE_MISSING', `There is no file ${file}.`, {
    hint: 'Name the file that the gate, or one that it needs, makes.',
  })

export const gateFileStale = (file: string) =>
  new GitDocError('GATE_FILE_STALE', `The command did not write ${file}: it is an older one.`, {
    hint: 'Let the command write the file that `file` names.',
  })

export const gateFileTooLarge = (file: string, most: number) =>
  new GitDocError('GATE_FILE_TOO_LARGE', `${file} has more than ${most / 1024 / 1024} MiB.`, {
    hint: 'A gate reads no larger file.',
  })

export const gateFileUnwritable = (file: string, why: string) =>
  new GitDocError('GATE_FILE_UNWRITABLE', `${file} cannot be written: ${why}.`, {
    hint: 'Name another file with `output`.',
  })

/** `where` is a line, or another place in the file. */
export const gateFileInvalid = (file: string, what: string, where?: string) =>
  new GitDocError(
    'GATE_FILE_INVALID',
    `${file} cannot be read as ${what}${where === undefined ? '' : `: ${where}`}.`,
    { hint: 'docs/pipelines.md says what each gate reads.' },
  )

export const evidenceInvalid = (file: string, why: string) =>
  new GitDocError('EVIDENCE_INVALID', `${file} is no evidence of a pipeline: ${why}`, {
    hint: 'Evidence is written by "git-doc pipeline run <name> --evidence <file>".',
  })
