import type { DtlsState } from '../../dtls/types.ts';
import type { TransportNews } from '../../transport/types.ts';
import type { DtlsTransport } from '../records/dtls-transport.ts';
import { queueTask } from './in-task.ts';
import { sctpLost } from './sctp-closed.ts';
import { updateConnectionState } from './update-aggregate-states.ts';

type DtlsErrorNews = Extract<TransportNews, { readonly type: 'dtls-error' }>;

/** https://w3c.github.io/webrtc-pc/#rtcdtlstransport-interface, a state that is no failure. */
export function changeDtlsState(transport: DtlsTransport, state: DtlsState): void {
  const { connection } = transport;
  const certificates = transport.announcedCertificates;
  if (state === 'failed' && transport.isFailing) return;
  queueTask(connection, () => {
    if (transport.state === 'closed') return;
    transport.state = state;
    if (state === 'connected') transport.remoteCertificates = certificates;
    queueTask(connection, () => updateConnectionState(connection));
    // Behind news of the association itself that came in the same turn, such as an ABORT with its reason.
    if (state === 'closed' && connection.sctp?.dtls === transport) sctpLost(connection.sctp);
    connection.faces.fire(transport.face, 'statechange');
  });
}

/** The same for a failure: the error comes before the state change. */
export function failDtls(transport: DtlsTransport, news: DtlsErrorNews): void {
  const { connection } = transport;
  transport.isFailing = true;
  queueTask(connection, () => {
    if (transport.state === 'failed' || transport.state === 'closed') return;
    transport.state = 'failed';
    queueTask(connection, () => updateConnectionState(connection));
    connection.faces.fireError(transport.face, errorOf(transport, news));
    connection.faces.fire(transport.face, 'statechange');
  });
}

function errorOf(transport: DtlsTransport, { detail, receivedAlert, sentAlert, message }: DtlsErrorNews): RTCError {
  return transport.connection.faces.errors.rtc({ errorDetail: detail, receivedAlert, sentAlert }, message);
}
