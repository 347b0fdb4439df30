import type { DtlsState } from '../../dtls/types.ts';
import type { IceState } from '../../ice/types.ts';
import type { IceGatheringState } from '../../transport/types.ts';

/** https://w3c.github.io/webrtc-pc/#rtcicegatheringstate-enum */
export function deriveIceGatheringState(transports: readonly IceGatheringState[]): RTCIceGatheringState {
  if (transports.includes('gathering')) return 'gathering';
  if (transports.length > 0 && transports.every((state) => state === 'complete')) return 'complete';
  return 'new';
}

/** https://w3c.github.io/webrtc-pc/#rtciceconnectionstate-enum */
export function deriveIceConnectionState(transports: readonly IceState[]): RTCIceConnectionState {
  if (transports.includes('failed')) return 'failed';
  if (transports.includes('disconnected')) return 'disconnected';
  if (all(transports, ['new', 'closed'])) return 'new';
  if (transports.includes('new') || transports.includes('checking')) return 'checking';
  if (all(transports, ['completed', 'closed'])) return 'completed';
  return 'connected';
}

/**
 * https://w3c.github.io/webrtc-pc/#rtcpeerconnectionstate-enum, for a connection that is not closed. 'completed' of
 * the ICE connection counts as 'connected', as it does in every browser.
 */
export function deriveConnectionState(ice: RTCIceConnectionState, dtls: readonly DtlsState[]): RTCPeerConnectionState {
  if (ice === 'failed' || dtls.includes('failed')) return 'failed';
  if (ice === 'disconnected') return 'disconnected';
  if (dtls.length === 0 || (ice === 'new' && all(dtls, ['new', 'closed']))) return 'new';
  if ((ice === 'connected' || ice === 'completed') && all(dtls, ['connected', 'closed'])) return 'connected';
  return 'connecting';
}

function all<T>(states: readonly T[], allowed: readonly T[]): boolean {
  return states.every((state) => allowed.includes(state));
}
