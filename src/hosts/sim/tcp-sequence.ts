/** TCP's counters as they travel (32 bits) and as they are kept (plain numbers that never wrap), RFC 9293 §3.4. */

const MODULUS = 2 ** 32;

export function wrapSequence(sequence: number): number {
  return sequence % MODULUS;
}

/** The number nearest to `near` that travels as `wire`. */
export function unwrapSequence(wire: number, near: number): number {
  const base = near - (near % MODULUS);
  const candidate = base + wire;
  if (candidate - near > MODULUS / 2) return candidate - MODULUS;
  return near - candidate > MODULUS / 2 ? candidate + MODULUS : candidate;
}
