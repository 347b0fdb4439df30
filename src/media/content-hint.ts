import { applyConstraints } from './constraints/apply-constraints.ts';
import type { Settings } from './constraints/types.ts';
import type { MediaKind } from './frame.ts';
import type { Track } from './track.ts';

const HINTS: Readonly<Record<MediaKind, readonly string[]>> = {
  audio: ['', 'speech', 'speech-recognition', 'music'],
  video: ['', 'motion', 'detail', 'text'],
};

/** https://w3c.github.io/mst-content-hint/#behavior-of-a-mediastreamtrack */
const DEFAULTS: Readonly<Record<string, Settings>> = {
  music: { echoCancellation: false, autoGainControl: false, noiseSuppression: false },
  speech: { echoCancellation: true, autoGainControl: true },
  'speech-recognition': { echoCancellation: false, autoGainControl: false, noiseSuppression: false },
};

/** https://w3c.github.io/mst-content-hint/#dom-mediastreamtrack-contenthint: what is no hint for the kind is ignored. */
export function setContentHint(track: Track, hint: string): void {
  if (!HINTS[track.kind].includes(hint)) return;
  track.contentHint = hint;
  const known = Object.entries(DEFAULTS[hint] ?? {}).filter(([name]) => name in track.settings);
  track.defaults = Object.fromEntries(known);
  if (track.isLive) applyConstraints(track, track.constraints);
}
