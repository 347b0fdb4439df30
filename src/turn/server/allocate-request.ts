import type { StunMessage } from '../../stun/message.ts';
import { BAD_REQUEST } from '../../stun/error-code.ts';
import type { StunError } from '../../stun/error-code.ts';
import { ipFamily } from '../../util/ip-address.ts';
import { TurnAttribute } from '../attribute-type.ts';
import { isUdpRequested, readAddressFamily } from '../attributes.ts';
import { FAMILY_NOT_SUPPORTED, INSUFFICIENT_CAPACITY, UNSUPPORTED_TRANSPORT } from './errors.ts';

/** Which addresses an Allocate request gets, and which family it asked for in vain. */
export interface AllocatePlan {
  readonly addresses: readonly string[];
  readonly missingFamily: 4 | 6 | undefined;
}

/** RFC 8656 §7.2, as far as the request alone decides. */
export function planAllocate(request: StunMessage, relayAddresses: readonly string[]): AllocatePlan | StunError {
  const transport = request.value(TurnAttribute.requestedTransport);
  if (transport === undefined) return BAD_REQUEST;
  if (!isUdpRequested(transport)) return UNSUPPORTED_TRANSPORT;
  // Ports in pairs serve RTP without multiplexing, which nothing here needs.
  if (request.has(TurnAttribute.evenPort) || request.has(TurnAttribute.reservationToken)) return INSUFFICIENT_CAPACITY;
  const requested = request.value(TurnAttribute.requestedAddressFamily);
  const additional = request.value(TurnAttribute.additionalAddressFamily);
  if (requested !== undefined && additional !== undefined) return BAD_REQUEST;
  const addressOf = (family: 4 | 6): string | undefined =>
    relayAddresses.find((address) => ipFamily(address) === family);
  if (additional !== undefined) return planBoth(readAddressFamily(additional), addressOf);
  const family = requested === undefined ? 4 : readAddressFamily(requested);
  const address = family && addressOf(family);
  return address === undefined ? FAMILY_NOT_SUPPORTED : { addresses: [address], missingFamily: undefined };
}

/** IPv6 besides IPv4: one of the two is enough. */
function planBoth(
  additional: 4 | 6 | undefined,
  addressOf: (family: 4 | 6) => string | undefined,
): AllocatePlan | StunError {
  if (additional !== 6) return BAD_REQUEST;
  const [four, six] = [addressOf(4), addressOf(6)];
  const addresses = [four, six].filter((address) => address !== undefined);
  if (addresses.length === 0) return FAMILY_NOT_SUPPORTED;
  return { addresses, missingFamily: four === undefined ? 4 : six === undefined ? 6 : undefined };
}
