import { makeIdentifier } from './identifier.ts';
import type { MediaHost } from './media-host.ts';
import type { Track } from './track.ts';

/** The slots of a MediaStream, https://w3c.github.io/mediacapture-main/#mediastream. */
export class Stream {
  readonly host: MediaHost;
  readonly id: string;
  /** The track set, in the order of joining. */
  readonly tracks = new Set<Track>();
  /** Set once script can get hold of it. */
  face: EventTarget | undefined = undefined;

  constructor(host: MediaHost, tracks: Iterable<Track> = [], id = makeIdentifier(host.random)) {
    this.host = host;
    this.id = id;
    for (const track of tracks) this.tracks.add(track);
  }

  get active(): boolean {
    for (const track of this.tracks) if (track.isLive) return true;
    return false;
  }

  tracksOfKind(kind: Track['kind']): Track[] {
    return [...this.tracks].filter((track) => track.kind === kind);
  }

  /** A new stream with clones of the tracks. */
  clone(): Stream {
    const id = makeIdentifier(this.host.random);
    const tracks = [...this.tracks].map((track) => track.clone());
    return new Stream(this.host, tracks, id);
  }
}
