/**
 * Serial numbers (RFC 1982) unwrapped at the door: inside the engines a 16- or 32-bit counter is a plain growing
 * number, and wraps again only when it is written.
 */
export function unwrap16(value: number, near: number): number {
  return unwrap(value, near, 0x1_0000);
}

/** The number congruent to the 32-bit `value` that lies nearest to `near`. */
export function unwrap32(value: number, near: number): number {
  return unwrap(value, near, 0x1_0000_0000);
}

function unwrap(value: number, near: number, modulus: number): number {
  const half = modulus / 2;
  let distance = (value - near) % modulus;
  if (distance < -half) distance += modulus;
  else if (distance >= half) distance -= modulus;
  return near + distance;
}
