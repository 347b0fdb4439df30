import type { SettingsSpace } from './constraints/settings-space.ts';
import type { MediaFrame, MediaKind } from './frame.ts';
import type { Track } from './track.ts';

/** How a track is told that its source has more to do: somebody looks at its frames, or nobody does any more. */
export interface SourceObserver {
  /** A live track has its first sink. */
  readonly consumed?: (track: Track) => void;
  /** A track that was consumed has none left, or ended. */
  readonly released?: (track: Track) => void;
  /** The last live track ended. */
  readonly stopped?: () => void;
}

/** What the tracks of a camera, a microphone, a display, a canvas or a receiver get their frames from. */
export class Source {
  readonly kind: MediaKind;
  readonly label: string;
  /** What a track of it may be set to. */
  readonly space: SettingsSpace;
  readonly observer: SourceObserver;
  #isMuted: boolean;
  /** Live ones, in the order they came. */
  readonly #tracks = new Set<Track>();

  constructor(kind: MediaKind, label: string, space: SettingsSpace, observer: SourceObserver = {}, isMuted = false) {
    this.kind = kind;
    this.label = label;
    this.space = space;
    this.observer = observer;
    this.#isMuted = isMuted;
  }

  get isMuted(): boolean {
    return this.#isMuted;
  }

  /** No live track uses it. */
  get isStopped(): boolean {
    return this.#tracks.size === 0;
  }

  get liveTracks(): readonly Track[] {
    return [...this.#tracks];
  }

  attach(track: Track): void {
    this.#tracks.add(track);
  }

  detach(track: Track): void {
    if (this.#tracks.delete(track) && this.#tracks.size === 0) this.observer.stopped?.();
  }

  /** Of the source and all its tracks; their events fire at once, so this belongs into a task. */
  setMuted(isMuted: boolean): void {
    this.#isMuted = isMuted;
    for (const track of [...this.#tracks]) track.setMuted(isMuted);
  }

  /** The source is gone for good: its tracks end, with an event each. */
  end(): void {
    for (const track of [...this.#tracks]) track.end();
  }

  /** Hands a frame to every live track. */
  emit(frame: MediaFrame): void {
    for (const track of this.#tracks) track.deliver(frame);
  }
}
