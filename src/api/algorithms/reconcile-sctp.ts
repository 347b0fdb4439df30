import type { NegotiationPlan, SctpPlan } from '../../jsep/types.ts';
import { assert } from '../../util/assert.ts';
import type { Connection } from '../records/connection.ts';
import { SctpTransport } from '../records/sctp-transport.ts';
import { sctpLost } from './sctp-closed.ts';
import { LOCAL_SCTP_PORT, MAX_RECEIVE_MESSAGE_BYTES } from './session-snapshot.ts';

/** What may wait to be sent on one channel, in bytes: "the size of the local send buffer". */
const SEND_BUFFER_BYTES = 16 * 1024 * 1024;

/** Makes the SCTP transport of a connection that of a plan. */
export function reconcileSctp(connection: Connection, plan: NegotiationPlan): void {
  if (plan.sctp === undefined) return dropSctp(connection, plan);
  const dtls = connection.transports.get(plan.sctp.transportMid);
  assert(dtls !== undefined, 'the SCTP association has a transport');
  connection.sctp ??= new SctpTransport(dtls);
  if (!connection.sctp.isStarted) connection.sctp.dtls = dtls;
  if (!plan.isAnswerApplied) return;
  updateMaxMessageSize(connection.sctp, plan.sctp);
  if (!connection.sctp.isStarted) start(connection.sctp, plan.sctp);
}

/**
 * Data was rejected: the channels lose their transport. A rollback of the first offer only takes the association
 * away: the channels wait for the next one.
 */
function dropSctp(connection: Connection, plan: NegotiationPlan): void {
  const { sctp } = connection;
  connection.sctp = undefined;
  if (sctp !== undefined && plan.type !== 'rollback') sctpLost(sctp);
}

/** https://w3c.github.io/webrtc-pc/#dfn-update-the-data-max-message-size */
function updateMaxMessageSize(sctp: SctpTransport, { remoteMaxMessageSizeBytes = 65536 }: SctpPlan): void {
  sctp.maxMessageSize = Math.min(remoteMaxMessageSizeBytes, SEND_BUFFER_BYTES);
  sctp.maxBufferSize = Number.isFinite(remoteMaxMessageSizeBytes)
    ? Math.max(remoteMaxMessageSizeBytes, SEND_BUFFER_BYTES)
    : SEND_BUFFER_BYTES;
}

function start(sctp: SctpTransport, { remotePort }: SctpPlan): void {
  if (remotePort === undefined) return;
  sctp.isStarted = true;
  sctp.dtls.ice.wire.startSctp({
    localPort: LOCAL_SCTP_PORT,
    remotePort,
    maxReceiveMessageBytes: MAX_RECEIVE_MESSAGE_BYTES,
  });
}
