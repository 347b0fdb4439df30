import type { Outcome } from 'twinrtc/testing';

/** A digest of packets and a hash of what happened, together: the same in Node and in a page. */
export function hashOfOutcome({ digest, chronicle }: Outcome): string {
  let hash = 0x811c_9dc5;
  for (const line of chronicle)
    for (let i = 0; i < line.length; i++) hash = Math.imul(hash ^ line.charCodeAt(i), 0x0100_0193);
  return `${digest}-${(hash >>> 0).toString(16).padStart(8, '0')}`;
}
