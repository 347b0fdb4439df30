export type MediaKind = 'audio' | 'video';

/** One picture of a video track. */
export interface VideoFrame {
  readonly kind: 'video';
  /** Which frame of its source this is: what tells one frame from another, wherever it turns up. */
  readonly number: number;
  /** Monotonic milliseconds of the host's clock, when it was captured. */
  readonly timestampMs: number;
  readonly width: number;
  readonly height: number;
  /** RGBA, row by row; painted when it is asked for. */
  readonly pixels: () => Uint8ClampedArray<ArrayBuffer>;
}

/** Some milliseconds of an audio track. */
export interface AudioFrame {
  readonly kind: 'audio';
  readonly number: number;
  readonly timestampMs: number;
  /** Hz. */
  readonly sampleRate: number;
  readonly channelCount: number;
  /** Per channel, interleaved, -1…1; computed when they are asked for. */
  readonly samples: () => Float32Array<ArrayBuffer>;
}

export type MediaFrame = VideoFrame | AudioFrame;

/**
 * What a consumer gets of a frame while the track is muted or disabled: black or silence
 * (https://w3c.github.io/mediacapture-main/#track-enabled).
 */
export function withoutInformation(frame: MediaFrame): MediaFrame {
  if (frame.kind === 'audio') return { ...frame, samples: () => new Float32Array(frame.samples().length) };
  return { ...frame, pixels: () => blackPixels(frame.width, frame.height) };
}

function blackPixels(width: number, height: number): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(4 * width * height);
  for (let i = 3; i < pixels.length; i += 4) pixels[i] = 255;
  return pixels;
}
