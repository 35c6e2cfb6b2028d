import * as z from 'zod'
import { Proof } from '../../src/events/commit-parts.ts'
import { commitId, count, line, runName } from './parts.ts'

export const check = z.object({
  schema: z.literal(1),
  verdict: z
    .enum(['clean', 'drifted', 'undecided'])
    .describe('The exit code says the same: 0, 1 or 3.'),
  documents: count.describe('How many documents were checked.'),
  counts: z
    .object({ errors: count, warnings: count, notes: count, old: count })
    .describe('New findings by level, and all old ones.'),
  findings: z
    .array(
      z.object({
        rule: z.enum(['link', 'anchor', 'identifier', 'mapping', 'mapped-section']),
        level: z.enum(['error', 'warning', 'note']).describe('Whatever --strict says.'),
        file: z.string(),
        line,
        column: line.describe('In UTF-16 units, from 1.'),
        endColumn: line.describe('The column after the last.'),
        text: z.string().describe('The line.'),
        what: z.string().describe('The link or name as the document writes it.'),
        message: z.string(),
        hint: z.string().optional(),
        old: z.boolean().describe('It was there before the base, or the baseline lists it.'),
        fingerprint: z.string().describe('The same for the same finding when lines have moved.'),
      }),
    )
    .describe('By file and place.'),
  skipped: z
    .array(z.object({ rule: z.string(), reason: z.string() }))
    .describe('Rules that could not look at the history.'),
})

export const hotspots = z.object({
  schema: z.literal(1),
  commit: commitId.describe('HEAD, which the files are taken from.'),
  from: z.string().optional().describe('Missing if the whole history counts.'),
  to: z.string().describe('The committer date of HEAD.'),
  files: count.describe('Code files in HEAD.'),
  shallow: z.boolean().describe('A shallow clone: older changes are missing.'),
  baseUnrelated: z.boolean().describe('HEAD and the base have no common ancestor.'),
  hotspots: z
    .array(
      z.object({
        rank: line,
        path: z.string(),
        score: z.number().describe('log1p(churn) × (1 + max(deviation, −0.9)), × 1.15 if changed.'),
        churn: count.describe('Lines added and removed; a change of a binary file counts as one.'),
        added: count,
        removed: count,
        complexity: count.describe('The sum of the indentation levels of its lines.'),
        deviation: z.number().describe('Standard deviations from the mean of all code files.'),
        changed: z.boolean().describe('It differs from the merge base with --changed.'),
      }),
    )
    .describe('Highest score first, then by path; at most 500.'),
})

export const verify = z.object({
  schema: z.literal(1),
  commits: z.array(
    z.object({
      commit: commitId,
      run: runName,
      kind: z.enum(['doc', 'revert', 'amended']),
      state: z.enum(['proven', 'violated', 'undecided']),
      reachable: z.boolean().describe('A branch has it.'),
      detail: z.string(),
      violations: z.array(
        z.object({
          rule: z.enum(['parents', 'files', 'mode', 'blob', 'spans', 'bytes', 'hash', 'message']),
          file: z.string().optional(),
          at: count.optional().describe('The byte of the new document, from 0.'),
          detail: z.string(),
        }),
      ),
    }),
  ),
})

const support = z.object({ commits: count, edited: count })

export const learn = z.object({
  schema: z.literal(1),
  proposals: z.array(
    z.object({
      code: z.array(z.string()).describe('Globs.'),
      file: z.string(),
      section: z.string(),
      support: support.describe(
        'Commits that changed the code and documents, and how many edited the section.',
      ),
      heldOut: support.describe('The same for the last changes, which had no say.'),
    }),
  ),
  changes: count,
  heldOut: z
    .object({ changes: count, named: count, edited: count })
    .describe('How the mappings did on the changes that were held out.'),
  path: z.string().describe('The configuration file.'),
  written: count.describe('How many proposals were written to it.'),
})

const share = z.number().min(0).max(1)
const figures = z.object({ cases: count, hitAt1: share, hitAt3: share, hitAt5: share, mrr: share })

export const backtest = z.object({
  schema: z.literal(1),
  cases: z.array(
    z.object({
      commit: commitId,
      ranking: z
        .array(
          z.object({
            file: z.string(),
            title: z.string().describe('(preamble) for the text above the first heading.'),
            line,
            score: z.number(),
            why: z.string(),
          }),
        )
        .describe('Best first, at most 100.'),
    }),
  ),
  results: z.array(
    z.object({
      commit: commitId,
      repo: z.string().optional(),
      subject: z.string(),
      edited: z.array(z.object({ doc: z.string(), start: line })),
      rank: line.optional().describe('Of the first edited section; missing where none was ranked.'),
    }),
  ),
  leftOut: z.array(commitId).describe('Commits that are not here, or without their documents.'),
  figures: z.object({ ranking: figures, withoutHistory: figures, bm25: figures }),
  chosen: z
    .array(
      z.object({
        resolver: z.enum(['mapping', 'comment', 'inferred', 'all']),
        chosen: count,
        right: count,
        precision: share,
        recall: share.optional(),
      }),
    )
    .describe('What a plan would choose.'),
  documents: z.array(figures.extend({ file: z.string() })),
  repositories: z.array(figures.extend({ repo: z.string(), bm25: figures })),
})

const written = z.object({
  commit: commitId,
  subject: z.string(),
  author: z.string().describe('Name <email>.'),
  at: z.string().describe('When it was committed, ISO 8601.'),
})

export const why = z.object({
  schema: z.literal(1),
  file: z.string(),
  lines: z.array(
    z.object({
      first: line,
      last: line,
      text: z.string().describe('The first of these lines.'),
      by: z
        .enum(['git-doc', 'person', 'either', 'nobody-yet'])
        .describe('either: Git does not tell which; nobody-yet: not committed.'),
      commit: written.optional().describe('Missing if it is not committed.'),
      merge: z.literal(true).optional().describe('The merge itself wrote it.'),
      movedBy: written.optional().describe('A later commit that only moved it.'),
      formerly: z.string().optional().describe('The path at that time, if it was another.'),
      boundary: z.literal(true).optional().describe('The clone is shallow there.'),
      section: z.string().optional(),
      run: z
        .object({
          run: runName,
          documents: z.object({ commit: commitId, subject: z.string().optional() }),
          recorded: z.boolean().describe('Whether the log of this clone has the run.'),
          section: z.string().optional(),
          strategy: z.string().optional(),
          why: z.string().optional(),
          provider: z.string().optional(),
          model: z.string().optional(),
          template: z.string().optional(),
          cached: z.boolean().optional(),
          proofs: z.array(Proof).optional(),
          attempts: count.optional(),
        })
        .optional()
        .describe('Only for lines of doc commits.'),
      since: z
        .array(
          z.object({
            commit: commitId,
            subject: z.string(),
            because: z
              .enum(['code', 'section'])
              .describe(
                'It changed code that the line came from, or its run was about the section.',
              ),
            state: z.string().optional().describe('Missing if the commit has no run.'),
            reason: z.string().optional(),
          }),
        )
        .describe('What may have made it stale, newest first.'),
    }),
  ),
})
