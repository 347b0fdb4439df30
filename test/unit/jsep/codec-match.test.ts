import { describe, expect, test } from 'vitest';
import { isSameFormat, matchesCodecDictionary } from '../../../src/jsep/codec-match.ts';
import { h264ProfileLevelOf } from '../../../src/jsep/h264-profile.ts';
import { codecCapabilities } from '../../../src/jsep/media-capabilities.ts';
import { parseFormatParameters } from '../../../src/sdp/format-parameters.ts';

const video = (name: string, sdpFmtpLine?: string) => ({
  mimeType: `video/${name}`,
  clockRate: 90000,
  ...(sdpFmtpLine === undefined ? {} : { sdpFmtpLine }),
});

describe('H.264 profile-level-id', () => {
  test.each([
    ['42e01f', 'constrained-baseline', 31],
    ['42c02a', 'constrained-baseline', 42],
    ['4d800d', 'constrained-baseline', 13],
    ['58c01f', 'constrained-baseline', 31],
    ['42001f', 'baseline', 31],
    ['58800d', 'baseline', 13],
    ['4d001f', 'main', 31],
    ['640c2a', 'constrained-high', 42],
    ['64001f', 'high', 31],
    ['42f00b', 'constrained-baseline', 9],
    ['42e00b', 'constrained-baseline', 11],
  ])('%s is %s, level %i', (id, profile, level) => {
    expect(h264ProfileLevelOf(parseFormatParameters(`profile-level-id=${id}`))).toEqual({ profile, level });
  });

  test('is Baseline, level 1, when nothing is said, and nothing when it makes no sense', () => {
    expect(h264ProfileLevelOf(parseFormatParameters(undefined))).toEqual({ profile: 'baseline', level: 10 });
    expect(h264ProfileLevelOf(parseFormatParameters('profile-level-id=7a001f'))).toBeUndefined();
    expect(h264ProfileLevelOf(parseFormatParameters('profile-level-id=42e0'))).toBeUndefined();
  });
});

describe('the same format', () => {
  test.each([
    ['whatever the case', video('vp8'), video('VP8'), true],
    ['another clock', video('VP8'), { ...video('VP8'), clockRate: 30 }, false],
    ['limits do not matter', video('VP8', 'max-fr=30'), video('VP8'), true],
    ['VP9 without a profile has profile 0', video('VP9'), video('VP9', 'profile-id=0'), true],
    ['VP9 profiles', video('VP9', 'profile-id=2'), video('VP9', 'profile-id=0'), false],
    ['AV1 profiles', video('AV1', 'profile=1'), video('AV1'), false],
    ['AV1 levels', video('AV1', 'level-idx=8'), video('AV1', 'profile=0;level-idx=5'), true],
    [
      'H264 modes',
      video('H264', 'profile-level-id=42e01f'),
      video('H264', 'profile-level-id=42e01f;packetization-mode=1'),
      false,
    ],
    ['H264 levels', video('H264', 'profile-level-id=42e01f'), video('H264', 'profile-level-id=42e033'), true],
    [
      'channels',
      { mimeType: 'audio/opus', clockRate: 48000, channels: 2 },
      { mimeType: 'audio/opus', clockRate: 48000 },
      false,
    ],
    [
      'one channel is none',
      { mimeType: 'audio/PCMU', clockRate: 8000, channels: 1 },
      { mimeType: 'audio/PCMU', clockRate: 8000 },
      true,
    ],
  ])('%s', (_, a, b, expected) => {
    expect(isSameFormat(a, b)).toBe(expected);
    expect(isSameFormat(b, a)).toBe(expected);
  });
});

describe('the codec dictionary match of webrtc-pc', () => {
  test('compares parameters, in any order', () => {
    const capability = video('H264', 'level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f');
    const shuffled = video('H264', 'profile-level-id=42e01f;packetization-mode=1;level-asymmetry-allowed=1');
    const higher = video('H264', 'profile-level-id=42e033;packetization-mode=1;level-asymmetry-allowed=1');
    expect(matchesCodecDictionary(capability, shuffled, false)).toBe(true);
    expect(matchesCodecDictionary(capability, higher, false)).toBe(false);
    expect(matchesCodecDictionary(capability, higher, true)).toBe(true);
    expect(matchesCodecDictionary(capability, video('H264'), true)).toBe(false);
  });

  test("ignores AV1's profile when asked to", () => {
    const [a, b] = [0, 1].map((profile) => video('AV1', `level-idx=5;profile=${profile};tier=0`));
    expect(matchesCodecDictionary(a, b, false)).toBe(false);
    expect(matchesCodecDictionary(a, b, true)).toBe(true);
  });
});

test('capabilities list every codec once, rtx without parameters', () => {
  for (const kind of ['audio', 'video'] as const) {
    const texts = codecCapabilities(kind).map((codec) => JSON.stringify(codec));
    expect(new Set(texts).size).toBe(texts.length);
  }
  expect(codecCapabilities('video').filter(({ mimeType }) => mimeType === 'video/rtx')).toEqual([video('rtx')]);
  expect(codecCapabilities('audio')[0]).toEqual({
    mimeType: 'audio/opus',
    clockRate: 48000,
    channels: 2,
    sdpFmtpLine: 'minptime=10;useinbandfec=1',
  });
});
