import type { Alarm, Clock } from '../../ports/clock.ts';
import type { MediaFrame } from '../frame.ts';
import type { Track } from '../track.ts';
import { makeAudioFrame, makeVideoFrame } from './test-pattern.ts';

/** What an audio frame covers, RFC 7587 §2.1.4 and every capture API. */
const AUDIO_FRAME_MS = 10;

/**
 * Captures for one track: a frame for every tick of the track's own rate since the device was switched on, so that a
 * frame's number says what it shows. Ticks that were slept through are left out, as a camera would.
 */
export class FramePacer {
  readonly #clock: Clock;
  readonly #track: Track;
  readonly #switchedOnAt: number;
  readonly #alarm: Alarm;
  #periodMs: number;
  #number: number;

  constructor(clock: Clock, track: Track, switchedOnAt: number) {
    this.#clock = clock;
    this.#track = track;
    this.#switchedOnAt = switchedOnAt;
    this.#alarm = clock.alarm(() => this.#capture());
    this.#periodMs = periodOf(track);
    this.#number = this.#numberNow();
    this.#setAlarm();
  }

  stop(): void {
    this.#alarm.clear();
  }

  #capture(): void {
    const number = this.#numberNow();
    const frame = number > this.#number ? makeFrame(this.#track, number, this.#clock.now()) : undefined;
    this.#number = Math.max(number, this.#number);
    this.#periodMs = periodOf(this.#track);
    this.#setAlarm();
    if (frame !== undefined) this.#track.deliver(frame);
  }

  #numberNow(): number {
    // The alarm may ring a rounding error early.
    return Math.floor((this.#clock.now() - this.#switchedOnAt) / this.#periodMs + 1e-6);
  }

  #setAlarm(): void {
    const next = this.#switchedOnAt + (this.#numberNow() + 1) * this.#periodMs;
    this.#alarm.set(next, true);
  }
}

function periodOf({ kind, settings: { frameRate } }: Track): number {
  return kind === 'audio' || typeof frameRate !== 'number' ? AUDIO_FRAME_MS : 1000 / frameRate;
}

function makeFrame({ kind, settings }: Track, number: number, timestampMs: number): MediaFrame {
  if (kind === 'video') return makeVideoFrame(number, timestampMs, Number(settings.width), Number(settings.height));
  const { sampleRate, channelCount } = settings;
  return makeAudioFrame(number, timestampMs, Number(sampleRate), Number(channelCount), AUDIO_FRAME_MS);
}
