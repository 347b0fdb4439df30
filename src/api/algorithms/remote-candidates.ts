import type { IceCandidate as WireCandidate } from '../../ice/types.ts';
import { parseIpAddress } from '../../util/ip-address.ts';
import { appended } from '../../util/lists.ts';
import { BAD_PORTS } from '../bad-ports.ts';
import type { IceTransport } from '../records/ice-transport.ts';

/** Keeps a remote candidate and hands it to the wire if it is of the generation in use there; the rest waits. */
export function addRemoteCandidate(ice: IceTransport, candidate: WireCandidate, usernameFragment: string): void {
  if (isAdministrativelyProhibited(ice, candidate) || isKnown(ice, candidate, usernameFragment)) return;
  ice.knownRemoteCandidates = appended(ice.knownRemoteCandidates, { candidate, usernameFragment, isHandedOver: false });
  if (usernameFragment === ice.remoteParametersInUse?.usernameFragment) handOverRemoteCandidates(ice);
}

export function endRemoteCandidates(ice: IceTransport, usernameFragment: string): void {
  if (ice.endedRemoteGenerations.includes(usernameFragment)) return;
  ice.endedRemoteGenerations = appended(ice.endedRemoteGenerations, usernameFragment);
  if (usernameFragment === ice.remoteParametersInUse?.usernameFragment) ice.wire.endRemoteCandidates();
}

/** Gives the wire what is known of the generation it uses now. */
export function handOverRemoteCandidates(ice: IceTransport): void {
  const inUse = ice.remoteParametersInUse?.usernameFragment;
  if (inUse === undefined) return;
  for (const known of ice.knownRemoteCandidates) {
    if (known.usernameFragment !== inUse || known.isHandedOver) continue;
    known.isHandedOver = true;
    ice.wire.addRemoteCandidate(known.candidate);
  }
  if (ice.endedRemoteGenerations.includes(inUse)) ice.wire.endRemoteCandidates();
}

/** https://w3c.github.io/webrtc-pc/#dfn-administratively-prohibited */
function isAdministrativelyProhibited(ice: IceTransport, { port, address }: WireCandidate): boolean {
  const { iceTransportPolicy } = ice.connection.configuration;
  if (iceTransportPolicy === 'relay' && parseIpAddress(address) === undefined) return true;
  return BAD_PORTS.has(port);
}

function isKnown(ice: IceTransport, candidate: WireCandidate, usernameFragment: string): boolean {
  return ice.knownRemoteCandidates.some(
    (known) =>
      known.usernameFragment === usernameFragment &&
      known.candidate.address === candidate.address &&
      known.candidate.port === candidate.port &&
      known.candidate.type === candidate.type,
  );
}
