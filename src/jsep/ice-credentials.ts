import type { IceParameters } from '../ice/types.ts';
import { iceCredentialsIn } from '../sdp/ice-attributes.ts';
import type { DescriptionRecord } from './types.ts';

/** Every pair of ICE credentials in a description, for [[LocalIceCredentialsToReplace]]. */
export function iceCredentialsOf({ parsed }: DescriptionRecord): readonly IceParameters[] {
  const found = new Map<string, IceParameters>();
  for (const section of parsed.media) {
    const credentials = iceCredentialsIn(section, parsed.session);
    if (credentials !== undefined) found.set(`${credentials.usernameFragment}:${credentials.password}`, credentials);
  }
  return [...found.values()];
}
