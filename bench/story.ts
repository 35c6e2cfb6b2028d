import type { CommitEvent } from '../src/events/commit.ts'

export const sha = (n: number): string => n.toString(16).padStart(40, '0')
const text = 'The command reads its options from the file and from the line. '.repeat(12)

/** Seven events from noticing to publishing, with two answers of some 750 bytes. */
export const story = (n: number): CommitEvent[] => {
  const target = (name: string) => ({
    id: `README.md#${name}`,
    file: 'README.md',
    section: name,
    strategy: 'mapping' as const,
    scope: 'whole' as const,
    why: 'src/options.ts is mapped to it',
  })
  const drafted = (name: string): CommitEvent => ({
    type: 'target.drafted',
    data: {
      target: `README.md#${name}`,
      key: `${sha(n)}${name}`,
      provider: 'openai',
      model: 'small',
      template: 'section@1',
      cached: false,
      calls: [
        { provider: 'openai', model: 'small', milliseconds: 812, outcome: 'ok', inputTokens: 900 },
      ],
      before: sha(n),
      text,
      proofs: [],
    },
  })
  const ref = 'refs/heads/main'
  const docCommit = sha(n + 1_000_000)
  return [
    {
      type: 'commit.noticed',
      data: {
        commit: sha(n),
        parents: [sha(n - 1)],
        subject: 'Read options from a file',
        branch: ref,
      },
    },
    {
      type: 'commit.planned',
      data: {
        head: sha(n),
        files: [
          {
            path: 'src/options.ts',
            status: 'modified',
            linesAdded: 12,
            linesRemoved: 3,
            symbols: { added: ['readOptions'], removed: [], changed: ['parse'] },
          },
        ],
        targets: [target('Usage'), target('Options')],
      },
    },
    { type: 'apply.started', data: {} },
    drafted('Usage'),
    drafted('Options'),
    { type: 'commit.prepared', data: { docCommit, parent: sha(n), ref, documents: [] } },
    { type: 'commit.published', data: { docCommit, ref } },
  ]
}
