import { sends } from '../../sdp/media-attributes.ts';
import type { DtmfSender } from '../records/dtmf-sender.ts';
import { queueTask } from './in-task.ts';

const PAUSE_MS = 2000;
const MIN_DURATION_MS = 40;
const MIN_GAP_MS = 30;
const MAX_MS = 6000;

/** https://w3c.github.io/webrtc-pc/#dom-rtcdtmfsender-insertdtmf. Durations are milliseconds. */
export function insertDtmf(dtmf: DtmfSender, tones: string, durationMs: number, interToneGapMs: number): void {
  const { connection } = dtmf.sender.transceiver;
  const { errors } = connection.faces;
  if (!canInsertDtmf(dtmf)) throw errors.invalidState('DTMF cannot be sent.');
  if (!/^[0-9A-Da-d#*,]*$/.test(tones)) throw errors.invalidCharacter('The tones are 0 to 9, A to D, #, * and commas.');
  dtmf.toneBuffer = tones.toUpperCase();
  dtmf.durationMs = Math.min(Math.max(durationMs, MIN_DURATION_MS), MAX_MS);
  dtmf.interToneGapMs = Math.min(Math.max(interToneGapMs, MIN_GAP_MS), MAX_MS);
  if (dtmf.toneBuffer === '' || dtmf.isPlaying) return;
  dtmf.isPlaying = true;
  queueTask(connection, () => playNext(dtmf));
}

/** https://w3c.github.io/webrtc-pc/#dfn-determine-if-dtmf-can-be-sent */
export function canInsertDtmf({ sender }: DtmfSender): boolean {
  const { transceiver, sendEncodings, sendCodecs } = sender;
  const { currentDirection, connection, isStopping } = transceiver;
  if (connection.connectionState !== 'connected' || isStopping || sender.track === undefined) return false;
  if (currentDirection === undefined || !sends(currentDirection) || !sendEncodings[0].active) return false;
  return sendCodecs.some(({ mimeType }) => mimeType.toLowerCase() === 'audio/telephone-event');
}

/** https://w3c.github.io/webrtc-pc/#dfn-dtmf-playout-task-steps */
function playNext(dtmf: DtmfSender): void {
  dtmf.isPlaying = false;
  if (!canInsertDtmf(dtmf)) return;
  const { faces } = dtmf.sender.transceiver.connection;
  const tone = dtmf.toneBuffer.slice(0, 1);
  dtmf.toneBuffer = dtmf.toneBuffer.slice(1);
  if (tone !== '') playAfter(dtmf, tone === ',' ? PAUSE_MS : dtmf.durationMs + dtmf.interToneGapMs);
  faces.fireToneChange(dtmf.face, tone);
}

function playAfter(dtmf: DtmfSender, delayMs: number): void {
  const { connection } = dtmf.sender.transceiver;
  const { clock } = connection.host;
  dtmf.isPlaying = true;
  dtmf.alarm ??= clock.alarm(() => queueTask(connection, () => playNext(dtmf)));
  dtmf.alarm.set(clock.now() + delayMs, false);
}
