import type { TransportNews } from '../../transport/types.ts';
import type { SctpTransport } from '../records/sctp-transport.ts';
import type { DataChannel } from '../records/data-channel.ts';
import { announceAsClosed } from './announce-closed.ts';
import { queueTask } from './in-task.ts';

type SctpClosedNews = Extract<TransportNews, { readonly type: 'sctp-closed' }>;

/** The association ended: the channels close, with an error unless the end was orderly. */
export function sctpClosed(sctp: SctpTransport, news: SctpClosedNews): void {
  const { errors } = sctp.dtls.connection.faces;
  const init: RTCErrorInit = { errorDetail: 'sctp-failure', sctpCauseCode: news.causeCode };
  close(
    sctp,
    sctp.dtls.connection.dataChannels,
    news.reason === 'shutdown' ? undefined : () => errors.rtc(init, news.message),
  );
}

/** Signalling, or the end of the DTLS association, took the association away. */
export function sctpLost(
  sctp: SctpTransport,
  channels: Iterable<DataChannel> = sctp.dtls.connection.dataChannels,
): void {
  close(sctp, channels, undefined);
}

function close(sctp: SctpTransport, channels: Iterable<DataChannel>, makeError: (() => RTCError) | undefined): void {
  const { connection } = sctp.dtls;
  queueTask(connection, () => {
    if (sctp.state === 'closed') return;
    sctp.state = 'closed';
    for (const channel of channels) announceAsClosed(channel, makeError?.());
    connection.faces.fire(sctp.face, 'statechange');
  });
}
