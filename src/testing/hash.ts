/** FNV-1a over bytes or character codes, as hex digits: tells contents apart in a report. */
export function hashOf(length: number, unitAt: (index: number) => number): string {
  // A 32-bit integer from the beginning: one that does not fit would make the loop slow.
  let hash = 0x811c_9dc5 | 0;
  for (let i = 0; i < length; i++) hash = Math.imul(hash ^ unitAt(i), 0x0100_0193);
  return (hash >>> 0).toString(16);
}
