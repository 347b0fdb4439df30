import type { DescriptionRecord, NegotiationSlots, SdpType, SignalingState } from './types.ts';

/** Which method a description comes through. */
export type DescriptionSource = 'local' | 'remote';

/** RFC 9429 §3.2 and the webrtc-pc signalling diagram; `undefined`: not allowed in this state. */
export function nextSignalingState(
  state: SignalingState,
  source: DescriptionSource,
  type: SdpType,
): SignalingState | undefined {
  return transitions[state][`${source} ${type}`];
}

/** The slots after a description, or (without a record) a rollback, was applied. */
export function slotsAfter(
  slots: NegotiationSlots,
  source: DescriptionSource,
  signalingState: SignalingState,
  record: DescriptionRecord | undefined,
): NegotiationSlots {
  const { currentLocal, currentRemote } = slots;
  if (record === undefined) return slotsOf(signalingState, currentLocal, undefined, currentRemote, undefined);
  const pendingLocal = source === 'local' ? record : slots.pendingLocal;
  const pendingRemote = source === 'remote' ? record : slots.pendingRemote;
  return record.type === 'answer'
    ? slotsOf(signalingState, pendingLocal, undefined, pendingRemote, undefined)
    : slotsOf(signalingState, currentLocal, pendingLocal, currentRemote, pendingRemote);
}

function slotsOf(
  signalingState: SignalingState,
  currentLocal: DescriptionRecord | undefined,
  pendingLocal: DescriptionRecord | undefined,
  currentRemote: DescriptionRecord | undefined,
  pendingRemote: DescriptionRecord | undefined,
): NegotiationSlots {
  return { signalingState, currentLocal, pendingLocal, currentRemote, pendingRemote };
}

type Transitions = Readonly<Partial<Record<`${DescriptionSource} ${SdpType}`, SignalingState>>>;

/** A rollback goes through the method that set the offer; a provisional answer cannot be rolled back. */
const transitions: Readonly<Record<SignalingState, Transitions>> = {
  stable: {
    'local offer': 'have-local-offer',
    'remote offer': 'have-remote-offer',
  },
  'have-local-offer': {
    'local offer': 'have-local-offer',
    'local rollback': 'stable',
    'remote pranswer': 'have-remote-pranswer',
    'remote answer': 'stable',
  },
  'have-remote-offer': {
    'remote offer': 'have-remote-offer',
    'remote rollback': 'stable',
    'local pranswer': 'have-local-pranswer',
    'local answer': 'stable',
  },
  'have-local-pranswer': {
    'local pranswer': 'have-local-pranswer',
    'local answer': 'stable',
  },
  'have-remote-pranswer': {
    'remote pranswer': 'have-remote-pranswer',
    'remote answer': 'stable',
  },
};
