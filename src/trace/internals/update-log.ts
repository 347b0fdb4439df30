import type { CallEntry, EventEntry, SettledEntry, StateEntry, TraceEntry } from '../entries.ts';

/**
 * A line of a connection's log, as webrtc-internals named and spelt it until Chromium 142 wrote JSON: this is what all
 * importers read. They take a value that begins with a brace for JSON, and one with `, sdp: ` in it for a description.
 */
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
  if (method === 'addIceCandidate') return { type: method, value: candidateText(fields) };
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
  const isChannel = machine === 'data-channel';
  const whose = isChannel ? { label: of } : { mid: of };
  const value = listOf({ ...whose, state: reason === undefined ? state : `${state} (${reason})` });
  return { type: isChannel ? 'datachannelstatechange' : `${machine.replace('-', '')}statechange`, value };
}

const STATE_EVENTS: Readonly<Partial<Record<StateEntry['machine'], string>>> = {
  signaling: 'signalingstatechange',
  connection: 'connectionstatechange',
  'ice-connection': 'iceconnectionstatechange',
  'ice-gathering': 'icegatheringstatechange',
};

function updateOfEvent({ event, of, detail = '' }: EventEntry): InternalsUpdate | undefined {
  if (event === 'message') return undefined;
  if (event === 'icecandidate') return detail === 'null' ? undefined : { type: event, value: candidateOf(detail) };
  if (event === 'datachannel') return { type: event, value: listOf({ label: detail }) };
  return { type: event, value: of === undefined ? detail : listOf({ label: of, detail }) };
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

function candidateText(fields: Fields | undefined): string {
  const { candidate, sdpMid, sdpMLineIndex } = fields ?? {};
  return candidateOf(typeof candidate === 'string' ? candidate : '', sdpMid ?? '', sdpMLineIndex ?? '');
}

/**
 * Importers look for the candidate in the third place, and take it to pieces: what has none (the end of candidates) and
 * what is none is told by the line's type alone. An event does not say to which section it belongs.
 */
function candidateOf(candidate: string, sdpMid: unknown = '', sdpMLineIndex: unknown = ''): string {
  if (!/^(a=)?candidate:\S+( \S+){7}/.test(candidate)) return '';
  return `sdpMid: ${String(sdpMid)}, sdpMLineIndex: ${String(sdpMLineIndex)}, candidate: ${candidate}`;
}

function listOf(fields: Fields | undefined): string {
  const told = Object.entries(fields ?? {}).filter(([, value]) => value !== null && value !== undefined);
  return told.map(([name, value]) => `${name}: ${isPlain(value) ? value : quote(value)}`).join(', ');
}

/** As JSON that is taken for no description. */
function quote(value: unknown): string {
  return JSON.stringify(value).replaceAll(', sdp: ', ', sdp\\u003a ');
}

/** Text that cannot be taken for more than it is. */
function isPlain(value: unknown): value is string {
  return typeof value === 'string' && !/[,:"]/.test(value);
}
