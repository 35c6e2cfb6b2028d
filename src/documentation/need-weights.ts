/** What each input is worth. Written by bench/train-need.ts; not to be edited by hand. */
export const needWeights: Readonly<Record<string, number>> = {
  always: -4.723,
  adds: 0.465,
  keeps: -1.487,
  addedShare: 1.074,
  lines: -0.219,
  newNames: -0.043,
  files: -0.053,
  types: 1.105,
  tests: 0.828,
  body: 0.058,
  likeness: 2.067,
  habit: 2.584,
  overlap: 0.651,
  share: 0.073,
  score: 1.675,
  shared: 0.242,
}
