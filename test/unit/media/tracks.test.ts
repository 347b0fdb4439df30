import { describe, expect, test } from 'vitest';
import { SeededRandom } from '../../../src/hosts/sim/seeded-random.ts';
import { setContentHint } from '../../../src/media/content-hint.ts';
import { FakeDevices } from '../../../src/media/devices/fake-devices.ts';
import { getUserMedia } from '../../../src/media/devices/get-user-media.ts';
import { MediaDevicesState } from '../../../src/media/devices/media-devices.ts';
import type { MediaFrame, VideoFrame } from '../../../src/media/frame.ts';
import type { Track } from '../../../src/media/track.ts';
import { SteppedClock } from './stepped-clock.ts';

function capture(seed = 1): { clock: SteppedClock; state: MediaDevicesState; audio: Track; video: Track } {
  const clock = new SteppedClock();
  const host = { clock, random: new SeededRandom(seed, 'media') };
  const state = new MediaDevicesState(host, new FakeDevices(host));
  const [audio, video] = getUserMedia(state, { audio: true, video: { frameRate: 10 } }).stream!.tracks;
  return { clock, state, audio, video };
}

/** What a sink of the track is given. */
function watch(track: Track): MediaFrame[] {
  const frames: MediaFrame[] = [];
  track.addSink({ frame: (frame) => frames.push(frame) });
  return frames;
}

function isSamePicture(a: MediaFrame, b: MediaFrame): boolean {
  return Buffer.from((a as VideoFrame).pixels()).equals(Buffer.from((b as VideoFrame).pixels()));
}

describe('frames', () => {
  test('come at the rate of the track, with a number and a time', () => {
    const { clock, audio, video } = capture();
    const [pictures, sounds] = [watch(video), watch(audio)];
    clock.advance(1000);
    expect(pictures.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(pictures.map(({ timestampMs }) => timestampMs)).toEqual([100, 200, 300, 400, 500, 600, 700, 800, 900, 1000]);
    expect(sounds).toHaveLength(100);
  });

  test('two tracks of one camera see the same picture under the same number', () => {
    const { clock, video } = capture();
    const [first, second] = [watch(video), watch(video.clone())];
    clock.advance(300);
    expect(second.map(({ number }) => number)).toEqual(first.map(({ number }) => number));
    expect(isSamePicture(first[0], second[0])).toBe(true);
  });

  test('are black while the track is disabled or muted, and one differs from the next otherwise', () => {
    const { clock, state, video } = capture();
    const pictures = watch(video) as VideoFrame[];
    clock.advance(200);
    video.enabled = false;
    clock.advance(100);
    video.enabled = true;
    state.devices.setMuted(state.devices.ofKind('videoinput')[0], true);
    clock.advance(100);
    const isBlack = pictures.map((frame) =>
      frame.pixels().every((value, i) => (i % 4 === 3 ? value === 255 : value === 0)),
    );
    expect(isBlack).toEqual([false, false, true, true]);
    expect(isSamePicture(pictures[0], pictures[1])).toBe(false);
  });

  test('stop with the track, and nobody is woken for a track that nobody looks at', () => {
    const { clock, video } = capture();
    expect(clock.isArmed).toBe(false);
    const pictures = watch(video);
    clock.advance(150);
    video.stop();
    clock.advance(1000);
    expect(pictures).toHaveLength(1);
    expect(clock.isArmed).toBe(false);
  });
});

describe('a track', () => {
  test('ends with an event when its device is pulled out, without one when it is stopped', () => {
    const { clock, state, audio, video } = capture();
    const events: string[] = [];
    audio.notify = (event) => events.push(`audio ${event}`);
    video.notify = (event) => events.push(`video ${event}`);
    video.stop();
    state.devices.remove(state.devices.ofKind('audioinput')[0]);
    expect(audio.readyState).toBe('live');
    clock.advance(0);
    expect(events).toEqual(['audio ended']);
    expect([audio.readyState, video.readyState]).toEqual(['ended', 'ended']);
    expect(Object.keys(video.settings).sort()).toEqual(['deviceId', 'facingMode', 'groupId']);
  });

  test('a clone of an ended track has ended', () => {
    const { video } = capture();
    video.stop();
    expect(video.clone().readyState).toBe('ended');
  });

  test('a content hint changes defaults, within the constraints', () => {
    const { audio } = capture();
    setContentHint(audio, 'motion');
    expect(audio.contentHint).toBe('');
    setContentHint(audio, 'music');
    expect(audio.settings).toMatchObject({ echoCancellation: false, noiseSuppression: false });
    setContentHint(audio, '');
    expect(audio.settings).toMatchObject({ echoCancellation: true, noiseSuppression: true });
  });
});

test('one seed, one set of devices', () => {
  const names = (seed: number): string[] => capture(seed).state.devices.list.map(({ deviceId }) => deviceId);
  expect(names(7)).toEqual(names(7));
  expect(names(7)).not.toEqual(names(8));
});
