import type { IceCandidate } from '../ice/types.ts';
import type { TransportNews } from '../transport/types.ts';

/** News of a transport that are no state, for people; `undefined` for those that packets and events tell better. */
export function describeNews(news: TransportNews): string | undefined {
  switch (news.type) {
    case 'ice-candidate':
      return describeCandidate(news.candidate);
    case 'ice-candidate-error':
      return `${news.url}: ${news.errorCode} ${news.errorText}`;
    case 'ice-gathering-state':
      return `${news.state}, generation ${news.usernameFragment}`;
    case 'ice-selected-pair':
      if (news.pair === undefined) return 'none';
      return `${describeCandidate(news.pair.local)} ↔ ${describeCandidate(news.pair.remote)}`;
    case 'ice-role':
      return news.role;
    case 'dtls-error':
      return news.message;
    case 'sctp-incoming-streams-reset':
    case 'sctp-outgoing-streams-reset':
      return `streams ${news.streamIds.join(', ')}`;
    default:
      return undefined;
  }
}

function describeCandidate({ type, protocol, address, port }: IceCandidate): string {
  return `${type} ${protocol} ${address.includes(':') ? `[${address}]` : address}:${port}`;
}
