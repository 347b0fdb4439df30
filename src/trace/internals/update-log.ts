import type { CallEntry, EventEntry, SettledEntry, StateEntry, TraceEntry } from '../entries.ts';

/** A line of a connection's log, as webrtc-internals names and spells it. */
export interface InternalsUpdate {
  readonly type: string;
  readonly value: string;
}

/** What an entry is there; `undefined` for what webrtc-internals does not tell. */
export function updateOf(entry: TraceEntry): InternalsUpdate | undefined {
  switch (entry.type) {
    case 'call':
      return updateOfCall(entry);
    case 'settled':
      return updateOfSettled(entry);
    case 'state':
      return updateOfState(entry);
    case 'event':
      return updateOfEvent(entry);
    default:
      return undefined;
  }
}

function updateOfCall({ method, argument }: CallEntry): InternalsUpdate | undefined {
  if (method === 'new RTCPeerConnection') return undefined;
  const fields = fieldsOf(argument);
  if (method === 'createOffer' || method === 'createAnswer')
    return { type: method, value: `options: ${argument ?? '{}'}` };
  if (isDescription(method)) return { type: method, value: descriptionText(fields) };
  return { type: method.replace('RTCDataChannel.close', 'datachannelclose'), value: listOf(fields) };
}

function updateOfSettled({ method, outcome, value }: SettledEntry): InternalsUpdate {
  if (outcome === 'rejected') return { type: `${method}OnFailure`, value: value ?? '' };
  const fields = fieldsOf(value);
  return { type: `${method}OnSuccess`, value: fields === undefined ? '' : descriptionText(fields) };
}

function updateOfState({ machine, state, of, reason }: StateEntry): InternalsUpdate | undefined {
  const event = STATE_EVENTS[machine];
  if (event !== undefined) return { type: event, value: state };
  const what = `${of === undefined ? '' : `${of}: `}${state}${reason === undefined ? '' : ` (${reason})`}`;
  return {
    type: machine === 'data-channel' ? 'datachannelstatechange' : `${machine.replace('-', '')}statechange`,
    value: what,
  };
}

const STATE_EVENTS: Readonly<Partial<Record<StateEntry['machine'], string>>> = {
  signaling: 'signalingstatechange',
  connection: 'connectionstatechange',
  'ice-connection': 'iceconnectionstatechange',
  'ice-gathering': 'icegatheringstatechange',
};

function updateOfEvent({ event, of, detail = '' }: EventEntry): InternalsUpdate | undefined {
  if (event === 'message') return undefined;
  if (event === 'icecandidate') return { type: event, value: detail === 'null' ? 'null' : `candidate: ${detail}` };
  if (event === 'datachannel') return { type: event, value: `label: ${detail}` };
  return { type: event, value: of === undefined ? detail : `${of}: ${detail}` };
}

function isDescription(method: string): boolean {
  return method === 'setLocalDescription' || method === 'setRemoteDescription';
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(json: string | undefined): Fields | undefined {
  if (json === undefined || !json.startsWith('{')) return undefined;
  try {
    return JSON.parse(json) as Fields;
  } catch {
    return undefined;
  }
}

/** An implicit description has neither type nor text. */
function descriptionText(fields: Fields | undefined): string {
  const { type, sdp } = fields ?? {};
  return typeof type === 'string' ? `type: ${type}, sdp: ${typeof sdp === 'string' ? sdp : ''}` : '';
}

function listOf(fields: Fields | undefined): string {
  const told = Object.entries(fields ?? {}).filter(([, value]) => value !== null && value !== undefined);
  return told
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');
}
