/** From each state, the states that may follow. `closed` may follow every state and is the last. */
export type Transitions = Readonly<Record<string, readonly string[]>>;

/** https://w3c.github.io/webrtc-pc/#rtcsignalingstate-enum and its diagram. */
const signaling: Transitions = {
  stable: ['have-local-offer', 'have-remote-offer'],
  'have-local-offer': ['stable', 'have-remote-pranswer'],
  'have-remote-offer': ['stable', 'have-local-pranswer'],
  'have-local-pranswer': ['stable'],
  'have-remote-pranswer': ['stable'],
};

/** https://w3c.github.io/webrtc-pc/#rtcicegatheringstate-enum; back to `new` when no transport is left. */
const gathering: Transitions = {
  new: ['gathering', 'complete'],
  gathering: ['complete', 'new'],
  complete: ['gathering', 'new'],
};

/** https://w3c.github.io/webrtc-pc/#rtcpeerconnectionstate-enum: what the states of the transports add up to. */
const connection: Transitions = {
  new: ['connecting', 'failed'],
  connecting: ['connected', 'disconnected', 'failed', 'new'],
  connected: ['connecting', 'disconnected', 'failed', 'new'],
  disconnected: ['connecting', 'connected', 'failed', 'new'],
  failed: ['connecting', 'new'],
};

/** https://w3c.github.io/webrtc-pc/#rtciceconnectionstate-enum. */
const iceConnection: Transitions = {
  new: ['checking', 'failed'],
  checking: ['connected', 'completed', 'disconnected', 'failed', 'new'],
  connected: ['completed', 'checking', 'disconnected', 'failed', 'new'],
  completed: ['checking', 'connected', 'disconnected', 'failed', 'new'],
  disconnected: ['checking', 'connected', 'completed', 'failed', 'new'],
  failed: ['checking', 'new'],
};

/** https://w3c.github.io/webrtc-pc/#rtcdatachannelstate. */
const channel: Transitions = {
  connecting: ['open', 'closing'],
  open: ['closing'],
  closing: [],
};

export const legalTransitions = { signaling, gathering, connection, iceConnection, channel } as const;

export function isLegal(transitions: Transitions, from: string, to: string): boolean {
  return from !== 'closed' && (to === 'closed' || (transitions[from] ?? []).includes(to));
}
