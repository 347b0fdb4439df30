import type { Constraints, Settings } from './constraints/types.ts';
import { withoutInformation, type MediaFrame, type MediaKind } from './frame.ts';
import { makeIdentifier } from './identifier.ts';
import type { MediaHost } from './media-host.ts';
import type { Source } from './source.ts';

/** Takes the frames of a track: an encoder, a recorder, a screen. */
export interface Sink {
  frame(frame: MediaFrame): void;
}

export type TrackEvent = 'mute' | 'unmute' | 'ended';

/** Properties that an ended track still tells. */
const INHERENT = ['deviceId', 'facingMode', 'groupId'] as const;

/** The slots of a MediaStreamTrack, https://w3c.github.io/mediacapture-main/#mediastreamtrack. */
export class Track {
  readonly host: MediaHost;
  readonly id: string;
  readonly kind: MediaKind;
  readonly label: string;
  readonly source: Source;
  /** Set once script can get hold of it. */
  face: EventTarget | undefined = undefined;
  /** Fires an event at the face. */
  notify: ((event: TrackEvent) => void) | undefined = undefined;
  enabled = true;
  contentHint = '';
  constraints: Constraints = {};
  settings: Settings;
  /** Values that take the place of the source's defaults while a content hint asks for them. */
  defaults: Settings = {};
  #muted: boolean;
  #isLive = true;
  readonly #sinks = new Set<Sink>();

  constructor(host: MediaHost, source: Source, settings: Settings, id = makeIdentifier(host.random)) {
    this.host = host;
    this.id = id;
    this.kind = source.kind;
    this.label = source.label;
    this.source = source;
    this.settings = settings;
    this.#muted = source.isMuted;
    source.attach(this);
  }

  get muted(): boolean {
    return this.#muted;
  }

  get readyState(): MediaStreamTrackState {
    return this.#isLive ? 'live' : 'ended';
  }

  get isLive(): boolean {
    return this.#isLive;
  }

  get isConsumed(): boolean {
    return this.#sinks.size > 0;
  }

  /** https://w3c.github.io/mediacapture-main/#set-track-muted; the steps of a task. */
  setMuted(muted: boolean): void {
    if (this.#muted === muted) return;
    this.#muted = muted;
    this.notify?.(muted ? 'mute' : 'unmute');
  }

  /** The application stops it: no event. */
  stop(): void {
    if (!this.#isLive) return;
    this.#isLive = false;
    this.settings = inherentSettings(this.settings);
    if (this.isConsumed) this.source.observer.released?.(this);
    this.source.detach(this);
  }

  /** It ends for any other reason; the steps of a task. */
  end(): void {
    if (!this.#isLive) return;
    this.stop();
    this.notify?.('ended');
  }

  /** https://w3c.github.io/mediacapture-main/#dfn-clone-a-track */
  clone(): Track {
    const copy = new Track(this.host, this.source, this.settings);
    copy.enabled = this.enabled;
    copy.contentHint = this.contentHint;
    copy.defaults = this.defaults;
    copy.constraints = this.constraints;
    copy.#muted = this.#muted;
    if (!this.#isLive) copy.stop();
    return copy;
  }

  /** Returns the function that takes the sink away again. */
  addSink(sink: Sink): () => void {
    const isFirst = !this.isConsumed;
    this.#sinks.add(sink);
    if (isFirst && this.#isLive) this.source.observer.consumed?.(this);
    return () => {
      if (this.#sinks.delete(sink) && !this.isConsumed && this.#isLive) this.source.observer.released?.(this);
    };
  }

  /** A muted or disabled track hands on frames without information. */
  deliver(frame: MediaFrame): void {
    if (!this.#isLive || this.#sinks.size === 0) return;
    const shown = this.enabled && !this.#muted ? frame : withoutInformation(frame);
    for (const sink of this.#sinks) sink.frame(shown);
  }
}

function inherentSettings(settings: Settings): Settings {
  return Object.fromEntries(INHERENT.flatMap((name) => (name in settings ? [[name, settings[name]]] : [])));
}
