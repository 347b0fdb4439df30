import type { IceParameters } from '../ice/types.ts';
import { iceCredentialsIn } from '../sdp/ice-attributes.ts';
import type { DescriptionRecord } from './types.ts';

/** Records are never changed; every candidate that is gathered asks for the credentials of the local ones. */
const known = new WeakMap<DescriptionRecord, readonly IceParameters[]>();

/** Every pair of ICE credentials in a description, for [[LocalIceCredentialsToReplace]]. */
export function iceCredentialsOf(record: DescriptionRecord): readonly IceParameters[] {
  let credentials = known.get(record);
  if (credentials === undefined) known.set(record, (credentials = readCredentials(record)));
  return credentials;
}

function readCredentials({ parsed }: DescriptionRecord): IceParameters[] {
  const found = new Map<string, IceParameters>();
  for (const section of parsed.media) {
    const credentials = iceCredentialsIn(section, parsed.session);
    if (credentials !== undefined) found.set(`${credentials.usernameFragment}:${credentials.password}`, credentials);
  }
  return [...found.values()];
}
