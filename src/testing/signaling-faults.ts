import { FaultHandle } from '../hosts/sim/fault-handle.ts';
import { requireFinite } from '../hosts/sim/validate.ts';
import { drawMagnitude } from './draw.ts';
import type { DrawnWorld, FaultKind } from './faults.ts';

/** Signalling is down: its connections break, and there are no new ones. */
export interface SignalingOutageFault {
  readonly kind: 'signaling-outage';
}

/** Connections of the signalling break; there can be new ones at once. Nothing to heal. */
export interface SignalingDisconnectFault {
  readonly kind: 'signaling-disconnect';
}

/** Signalling takes its time. */
export interface SlowSignalingFault {
  readonly kind: 'slow-signaling';
  readonly latencyMs: number;
}

export type SignalingFault = SignalingOutageFault | SignalingDisconnectFault | SlowSignalingFault;

const outage: FaultKind<SignalingOutageFault> = {
  kind: 'signaling-outage',
  isPossible: hasSignaling,
  draw: () => ({ kind: 'signaling-outage' }),
  hostsOf: () => [],
  apply: ({ signaling }) => signaling.outage(),
};

const disconnect: FaultKind<SignalingDisconnectFault> = {
  kind: 'signaling-disconnect',
  isPossible: hasSignaling,
  draw: () => ({ kind: 'signaling-disconnect' }),
  hostsOf: () => [],
  apply({ signaling }) {
    signaling.disconnect();
    return new FaultHandle(() => undefined);
  },
};

const slow: FaultKind<SlowSignalingFault> = {
  kind: 'slow-signaling',
  check: ({ latencyMs }) => void requireFinite('slow-signaling.latencyMs', latencyMs),
  isPossible: hasSignaling,
  draw: (random) => ({ kind: 'slow-signaling', latencyMs: drawMagnitude(random, 100, 10_000) }),
  hostsOf: () => [],
  apply({ signaling }, { latencyMs }, plan) {
    signaling.change({ latencyMs });
    return new FaultHandle(() => void signaling.change({ latencyMs: plan.signaling?.latencyMs ?? 0 }));
  },
};

export const signalingFaults = [outage, disconnect, slow] as const;

function hasSignaling({ signaling }: DrawnWorld): boolean {
  return signaling !== undefined;
}
