import { midExtension } from '../../jsep/media-capabilities.ts';
import type { HeaderExtension } from '../../jsep/media-types.ts';
import type { Transceiver } from '../records/transceiver.ts';

/** https://w3c.github.io/webrtc-extensions/#dom-rtcrtptransceiver-setheaderextensionstonegotiate */
export function setHeaderExtensionsToNegotiate(transceiver: Transceiver, extensions: readonly HeaderExtension[]): void {
  const { invalidModification, type } = transceiver.connection.faces.errors;
  if (extensions.some(({ uri }) => uri === '')) throw type('An extension has no URI.');
  const known = transceiver.headerExtensionsToNegotiate;
  if (extensions.length !== known.length) throw invalidModification('Extensions were left out or added.');
  extensions.forEach(({ uri, direction }, i) => {
    if (uri !== known[i].uri) throw invalidModification(`'${uri}' is not where it was.`);
    if (uri === midExtension && direction !== 'sendrecv')
      throw invalidModification(`'${uri}' must be sent and received.`);
  });
  transceiver.headerExtensionsToNegotiate = extensions;
}
