/** A bug in this library, as opposed to a user's mistake or a hostile peer. */
export class AssertionError extends Error {
  override readonly name = 'AssertionError';
}

export function assert(condition: unknown, what: string): asserts condition {
  if (!condition) throw new AssertionError(`twinrtc bug: ${what}`);
}

/** For the default branch of a `switch` over a union. */
export function unreachable(value: never): never {
  throw new AssertionError(`twinrtc bug: unexpected ${String(value)}`);
}
