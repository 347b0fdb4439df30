import type { IceParameters } from '../../ice/types.ts';
import type { Random } from '../../ports/random.ts';

const ICE_CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** RFC 8445 §5.3: at least 24 bits for the username fragment and 128 bits for the password; each character has six. */
export function makeIceParameters(random: Random): IceParameters {
  return { usernameFragment: randomText(random, 4), password: randomText(random, 24) };
}

/** Characters of ice-char, six bits of randomness each. */
export function randomText(random: Random, length: number): string {
  const bytes = new Uint8Array(length);
  random.fill(bytes);
  const characters = new Array<string>(length);
  for (let i = 0; i < length; i++) characters[i] = ICE_CHARACTERS[bytes[i] & 63];
  // Joined rather than appended to: a string that grows is kept as the chain of its parts.
  return characters.join('');
}
