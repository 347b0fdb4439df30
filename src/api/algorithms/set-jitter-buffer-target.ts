import type { Receiver } from '../records/transceiver.ts';

const MAX_TARGET_MS = 4000;

/** https://w3c.github.io/webrtc-pc/#dom-rtcrtpreceiver-jitterbuffertarget, on setting; milliseconds. */
export function setJitterBufferTarget(receiver: Receiver, targetMs: number | null): void {
  if (targetMs !== null && (targetMs < 0 || targetMs > MAX_TARGET_MS)) {
    throw receiver.transceiver.connection.faces.errors.range(`The target is not within 0 and ${MAX_TARGET_MS} ms.`);
  }
  receiver.jitterBufferTarget = targetMs;
}
