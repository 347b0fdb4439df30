import { payloadOfBytes, payloadOfText } from '../../dcep/payload-protocol.ts';
import type { DataChannel } from '../records/data-channel.ts';
import { requestReset } from './close-data-channel.ts';

/** https://w3c.github.io/webrtc-pc/#datachannel-send for a string. */
export function sendText(channel: DataChannel, text: string): void {
  const { payloadProtocolId, data } = payloadOfText(text);
  const size = text === '' ? 0 : data.length;
  accept(channel, size);
  transmit(channel, payloadProtocolId, data, size);
}

/** The same for bytes, which are still the caller's. */
export function sendBytes(channel: DataChannel, bytes: Uint8Array): void {
  const size = bytes.length;
  accept(channel, size);
  const { payloadProtocolId, data } = payloadOfBytes(bytes.slice());
  transmit(channel, payloadProtocolId, data, size);
}

/** The same for a Blob, which is read while the messages after it wait for their turn. */
export function sendBlob(channel: DataChannel, blob: Blob): void {
  accept(channel, blob.size);
  channel.pendingSendBytes += blob.size;
  channel.pendingSends.push({ blob, size: blob.size });
  if (channel.pendingSends.length === 1) sendPending(channel);
}

function accept(channel: DataChannel, size: number): void {
  const { errors } = channel.connection.faces;
  if (channel.readyState !== 'open')
    throw errors.invalidState(`The readyState is '${channel.readyState}', not 'open'.`);
  const sctp = channel.connection.sctp;
  if (size > (sctp?.maxMessageSize ?? Infinity)) {
    throw errors.type(`The message has ${size} bytes, more than the maxMessageSize of ${sctp?.maxMessageSize}.`);
  }
  if (channel.bufferedAmount + size > (sctp?.maxBufferSize ?? Infinity)) {
    throw errors.operation('The send buffer of the data channel is full.');
  }
  channel.bufferedAmount += size;
  channel.messagesSent++;
  channel.bytesSent += size;
}

function transmit(channel: DataChannel, payloadProtocolId: number, data: Uint8Array, size: number): void {
  if (channel.pendingSends.length === 0) return handToWire(channel, payloadProtocolId, data);
  channel.pendingSendBytes += size;
  channel.pendingSends.push({ payloadProtocolId, bytes: data, size });
}

function handToWire(channel: DataChannel, payloadProtocolId: number, data: Uint8Array): void {
  const { id, sendOptions, connection } = channel;
  if (id !== null) connection.sctp?.dtls.ice.wire.sendData(id, payloadProtocolId, data, sendOptions);
}

/** Sends what waits up to the next Blob, and begins to read that. */
function sendPending(channel: DataChannel): void {
  for (let next = channel.pendingSends[0]; next !== undefined; next = channel.pendingSends[0]) {
    if ('blob' in next) return void readBlob(channel, next.blob);
    takePending(channel);
    handToWire(channel, next.payloadProtocolId, next.bytes);
  }
  if (channel.isResetRequested) requestReset(channel);
}

async function readBlob(channel: DataChannel, blob: Blob): Promise<void> {
  const bytes = await blob.arrayBuffer().then(
    (buffer) => new Uint8Array(buffer),
    () => undefined,
  );
  if (channel.pendingSends.length === 0) return; // the channel was closed meanwhile
  takePending(channel);
  if (bytes === undefined) reportUnreadable(channel);
  else sendReadBytes(channel, bytes);
  sendPending(channel);
}

function takePending(channel: DataChannel): void {
  const taken = channel.pendingSends.shift();
  if (taken !== undefined) channel.pendingSendBytes -= taken.size;
}

function sendReadBytes(channel: DataChannel, bytes: Uint8Array): void {
  const { payloadProtocolId, data } = payloadOfBytes(bytes);
  handToWire(channel, payloadProtocolId, data);
}

function reportUnreadable(channel: DataChannel): void {
  const { faces, host } = channel.connection;
  const error = faces.errors.rtc({ errorDetail: 'data-channel-failure' }, 'A Blob could not be read.');
  host.clock.queueTask(() => faces.fireError(channel.face, error));
}
