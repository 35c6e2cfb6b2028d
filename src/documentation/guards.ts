import { blockGuards } from './guards/blocks.ts'
import { budgetGuards } from './guards/budget.ts'
import { commentaryGuards } from './guards/commentary.ts'
import { elisionGuards } from './guards/elision.ts'
import { endingGuards } from './guards/ending.ts'
import type { Finding, Guard, GuardContext, GuardFacts } from './guards/facts.ts'
import { fenceGuards } from './guards/fences.ts'
import { groundingGuards } from './guards/grounding.ts'
import { htmlGuards } from './guards/html.ts'
import { installGuards } from './guards/installs.ts'
import { invisibleGuards } from './guards/invisible.ts'
import { keptGuards } from './guards/kept.ts'
import { languageGuards } from './guards/language.ts'
import { linkGuards } from './guards/links.ts'
import { newcomerGuards } from './guards/newcomers.ts'
import { repetitionGuards } from './guards/repetition.ts'
import { boundaryGuards, structureGuards } from './guards/structure.ts'
import { turnGuards } from './guards/turns.ts'
import { wordingGuards } from './guards/wording.ts'
import { headingLine } from './markdown.ts'
import { levelOf, type Section } from './sections.ts'

/** The context of a section of a document: its own headings are no others'. */
export const guardContext = (
  sections: readonly Section[],
  section: Section,
  scope: 'whole' | 'own',
): GuardContext => {
  const end = scope === 'whole' ? section.end : section.ownEnd
  const headings = sections
    .filter(({ kind, start }) => kind === 'heading' && !(section.start <= start && start < end))
    .map(headingLine)
  return { headings, level: levelOf(sections, section) }
}

/** All guards in the order they are asked: what an answer is, where it ends, what it says, where that comes from. */
const guards: readonly Guard[] = [
  ...structureGuards,
  ...invisibleGuards,
  ...keptGuards,
  ...commentaryGuards,
  ...elisionGuards,
  ...fenceGuards,
  ...htmlGuards,
  ...boundaryGuards,
  ...linkGuards,
  ...installGuards,
  ...newcomerGuards,
  ...languageGuards,
  ...repetitionGuards,
  ...budgetGuards,
  ...endingGuards,
  ...blockGuards,
  ...turnGuards,
  ...wordingGuards,
  ...groundingGuards,
]

/** Everything that the guards have against an answer, the gravest first. */
export const findings = (facts: GuardFacts): readonly Finding[] => {
  if (facts.old.text === facts.next.text) return []
  const all = guards.flatMap(guard => guard(facts) ?? [])
  return [...all].sort((one, other) => gravity[one.verdict] - gravity[other.verdict])
}

const gravity = { refuse: 0, ask: 1, doubt: 2 } as const
