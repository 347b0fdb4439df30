/** Who talks to whom. The last two need no network; the first of them says what the tests expect of any browser. */
export const pairings = [
  'node offers, chromium answers',
  'chromium offers, node answers',
  'chromium with itself',
  'the bundle in a page, with itself',
] as const;
export type Pairing = (typeof pairings)[number];
