import { readStunMessage } from '../../stun/message.ts';
import { classify } from '../../transport/classify.ts';
import { TurnAttribute } from '../../turn/attribute-type.ts';
import { isChannelData, readChannelData } from '../../turn/channel-data.ts';

/** What TURN carries for its client (ChannelData, Send and Data indications), or the payload itself. */
export function innermostPayload(payload: Uint8Array): Uint8Array {
  if (payload.length === 0) return payload;
  if (isChannelData(payload[0])) return readChannelData(payload) ?? payload;
  if (classify(payload[0]) !== 'stun') return payload;
  return readStunMessage(payload)?.value(TurnAttribute.data) ?? payload;
}
