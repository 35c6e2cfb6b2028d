import type { SectionRanker } from './rank.ts'
import type { Section } from './sections.ts'

/** One document of a commit: its bytes, its text without a byte order mark, its sections. */
export interface Document {
  readonly file: string
  readonly blob: string
  readonly bytes: Uint8Array
  readonly text: string
  readonly sections: readonly Section[]
}

/** The documents of one commit's tree with an index over their sections. */
export interface DocumentSet {
  readonly documents: readonly Document[]
  readonly ranker: SectionRanker<Section>
}
