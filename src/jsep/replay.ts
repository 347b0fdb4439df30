import type { IceParameters } from '../ice/types.ts';
import { iceCredentialsIn } from '../sdp/ice-attributes.ts';
import { parseSessionDescription } from '../sdp/parse.ts';
import type { SessionDescription } from '../sdp/session-description.ts';
import { originOf } from '../sdp/session-lines.ts';
import { withoutCandidates } from './candidates.ts';
import { newestLocal } from './slots.ts';
import type { SessionSnapshot } from './types.ts';

/**
 * Whether `create` would give `sdp` again, had it the version and the fresh ICE credentials of back then. Gathered
 * candidates do not count.
 */
export function saysTheSame(
  snapshot: SessionSnapshot,
  sdp: string,
  create: (snapshot: SessionSnapshot) => string,
): boolean {
  const result = parseSessionDescription(sdp);
  if (!result.ok) return false;
  const fresh = freshCredentials(snapshot, result.description);
  const replayed = create({
    ...snapshot,
    gathered: undefined,
    origin: { ...snapshot.origin, nextVersion: Number(originOf(result.description.session).sessionVersion) },
    makeIceParameters: () => fresh.shift() ?? { usernameFragment: '', password: '' },
  });
  return replayed === String(withoutCandidates(result.description));
}

/** Those that the newest local description does not have, in order. */
function freshCredentials(snapshot: SessionSnapshot, { media, session }: SessionDescription): IceParameters[] {
  const local = newestLocal(snapshot)?.parsed;
  const known = new Set(local?.media.map((section) => iceCredentialsIn(section, local.session)?.usernameFragment));
  return media
    .flatMap((section) => iceCredentialsIn(section, session) ?? [])
    .filter(({ usernameFragment }) => !known.has(usernameFragment));
}
