import type { AudioFrame, VideoFrame } from '../frame.ts';

/** Hz: the tone of a fake microphone. */
const TONE_HZ = 440;
const LOUDNESS = 0.25;
/** Squares across the picture: the number of the frame in binary. */
const DIGITS = 32;

/** A picture that shows its number: white and green squares, the lowest bit on the right, over a moving colour. */
export function makeVideoFrame(number: number, timestampMs: number, width: number, height: number): VideoFrame {
  return { kind: 'video', number, timestampMs, width, height, pixels: () => paint(number, width, height) };
}

/** A piece of an endless tone: it begins where the frame before ended. */
export function makeAudioFrame(
  number: number,
  timestampMs: number,
  sampleRate: number,
  channelCount: number,
  durationMs: number,
): AudioFrame {
  const samples = (): Float32Array<ArrayBuffer> => play(number, sampleRate, channelCount, durationMs);
  return { kind: 'audio', number, timestampMs, sampleRate, channelCount, samples };
}

function paint(number: number, width: number, height: number): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(4 * width * height);
  const digitRows = Math.floor(height / 8);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i += 4) {
      const isOne = y < digitRows && isDigitOne(number, x, width);
      pixels[i] = isOne ? 255 : (x + number) & 0xff;
      pixels[i + 1] = y < digitRows ? 255 : (y + 2 * number) & 0xff;
      pixels[i + 2] = isOne ? 255 : 64;
      pixels[i + 3] = 255;
    }
  }
  return pixels;
}

function isDigitOne(number: number, x: number, width: number): boolean {
  const digit = DIGITS - 1 - Math.floor((x * DIGITS) / width);
  return Math.floor(number / 2 ** digit) % 2 === 1;
}

function play(number: number, sampleRate: number, channels: number, durationMs: number): Float32Array<ArrayBuffer> {
  const count = Math.round((sampleRate * durationMs) / 1000);
  const samples = new Float32Array(count * channels);
  for (let i = 0; i < count; i++) {
    const phase = ((number * count + i) * TONE_HZ) / sampleRate;
    samples.fill(LOUDNESS * Math.sin(2 * Math.PI * phase), i * channels, (i + 1) * channels);
  }
  return samples;
}
