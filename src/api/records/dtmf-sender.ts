import type { Alarm } from '../../ports/clock.ts';
import type { Sender } from './transceiver.ts';

/** The slots of an RTCDTMFSender. Durations are milliseconds. */
export class DtmfSender {
  readonly sender: Sender;
  face: EventTarget | undefined = undefined;
  durationMs = 100;
  interToneGapMs = 70;
  toneBuffer = '';
  /** Set while a playout task is scheduled. */
  isPlaying = false;
  alarm: Alarm | undefined = undefined;

  constructor(sender: Sender) {
    this.sender = sender;
  }
}
