import type { IceParameters } from '../ice/types.ts';
import type { DescriptionRecord } from './types.ts';

/** Every pair of ICE credentials in a description, for [[LocalIceCredentialsToReplace]]. */
export function iceCredentialsOf(record: DescriptionRecord): readonly IceParameters[] {
  throw new Error(`in progress ${record.sdp}`);
}
