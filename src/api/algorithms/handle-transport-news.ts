import type { TransportNews } from '../../transport/types.ts';
import { unreachable } from '../../util/assert.ts';
import type { DtlsTransport } from '../records/dtls-transport.ts';
import type { SctpTransport } from '../records/sctp-transport.ts';
import { bufferDrained } from './buffered-amount.ts';
import { changeDtlsState, failDtls } from './change-dtls-state.ts';
import { changeIceRole, changeSelectedPair, changeIceState } from './change-ice-state.ts';
import { incomingStreamReset, outgoingStreamReset } from './close-data-channel.ts';
import { finishGathering, startGathering } from './gather-candidates.ts';
import { fireIceCandidateError } from './ice-candidate-error.ts';
import { receiveMessage } from './receive-message.ts';
import { sctpClosed } from './sctp-closed.ts';
import { sctpConnected } from './sctp-connected.ts';
import { candidateGathered } from './surface-candidate.ts';

/** At the end of a transport's turn: each piece of news becomes a task. */
export function handleTransportNews(transport: DtlsTransport, news: TransportNews): void {
  if (transport.connection.isClosed) return;
  const { ice } = transport;
  switch (news.type) {
    case 'ice-candidate':
      return candidateGathered(ice, news.candidate);
    case 'ice-candidate-error':
      return fireIceCandidateError(ice, news);
    case 'ice-gathering-state':
      if (news.state === 'gathering') startGathering(ice);
      else if (news.state === 'complete') finishGathering(ice, news.usernameFragment);
      return;
    case 'ice-state':
      return changeIceState(ice, news.state);
    case 'ice-selected-pair':
      return changeSelectedPair(ice, news.pair);
    case 'ice-role':
      return changeIceRole(ice, news.role);
    case 'dtls-state':
      return changeDtlsState(transport, news.state);
    case 'dtls-error':
      return failDtls(transport, news);
    case 'dtls-remote-certificates':
      transport.announcedCertificates = news.chain;
      return;
    default:
      return handleSctpNews(transport, news);
  }
}

type SctpNews = Extract<TransportNews, { readonly type: `sctp-${string}` }>;

function handleSctpNews(transport: DtlsTransport, news: SctpNews): void {
  const sctp = sctpOver(transport);
  if (sctp === undefined) return;
  switch (news.type) {
    case 'sctp-message':
      return receiveMessage(sctp, news);
    case 'sctp-buffer-drained':
      return bufferDrained(sctp, news.streamId);
    case 'sctp-connected':
      return sctpConnected(sctp, Math.min(news.incomingStreams, news.outgoingStreams));
    case 'sctp-incoming-streams-reset':
      return incomingStreamReset(sctp, news.streamIds);
    case 'sctp-outgoing-streams-reset':
      return outgoingStreamReset(sctp, news.streamIds);
    case 'sctp-closed':
      return sctpClosed(sctp, news);
    default:
      return unreachable(news);
  }
}

function sctpOver(transport: DtlsTransport): SctpTransport | undefined {
  const { sctp } = transport.connection;
  return sctp?.dtls === transport ? sctp : undefined;
}
