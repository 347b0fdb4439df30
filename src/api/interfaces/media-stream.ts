import type { MediaHost } from '../../media/media-host.ts';
import { Stream } from '../../media/stream.ts';
import type { Track } from '../../media/track.ts';
import { interfaceType, isIterable, sequence } from '../../webidl/composites.ts';
import { isObject, toDOMString } from '../../webidl/convert.ts';
import { defineInterface } from '../../webidl/define-interface.ts';
import { defineEventHandlers } from '../../webidl/event-handlers.ts';
import { InternalConstruction, requireArguments } from '../../webidl/operations.ts';
import { hostOf } from '../binding.ts';
import type { Realm } from '../realm.ts';
import type { FaceOf } from './face-of.ts';
import type { MediaStreamTrackInterface } from './media-stream-track.ts';

type Constructor = typeof MediaStream;

export interface MediaStreamInterface {
  readonly MediaStream: Constructor;
  readonly faceOf: FaceOf<Stream, MediaStream>;
  readonly recordOf: (value: unknown) => Stream | undefined;
}

/** https://w3c.github.io/mediacapture-main/#mediastream */
export function createMediaStream(realm: Realm, tracks: MediaStreamTrackInterface): MediaStreamInterface {
  const construction = new InternalConstruction<Stream>();
  const toTrack = interfaceType('MediaStreamTrack', tracks.recordOf);
  const toTracks = sequence(toTrack);
  let recordOf!: MediaStreamInterface['recordOf'];

  class Face extends realm.EventTarget {
    declare onaddtrack: MediaStream['onaddtrack'];
    declare onremovetrack: MediaStream['onremovetrack'];
    readonly #record: Stream;
    static {
      recordOf = (value) => (isObject(value) && #record in value ? value.#record : undefined);
    }

    constructor();
    constructor(stream: MediaStream);
    constructor(tracks: MediaStreamTrack[]);
    constructor(...args: readonly unknown[]) {
      const record = construction.takeIfAny() ?? constructStream(hostFor(new.target), args);
      super();
      this.#record = record;
      record.face ??= this;
    }

    get id(): string {
      return this.#record.id;
    }
    get active(): boolean {
      return this.#record.active;
    }

    getAudioTracks(): MediaStreamTrack[] {
      return this.#record.tracksOfKind('audio').map(tracks.faceOf);
    }
    getVideoTracks(): MediaStreamTrack[] {
      return this.#record.tracksOfKind('video').map(tracks.faceOf);
    }
    getTracks(): MediaStreamTrack[] {
      return [...this.#record.tracks].map(tracks.faceOf);
    }

    getTrackById(trackId: string): MediaStreamTrack | null {
      const record = this.#record;
      requireArguments(arguments.length, 1, 'MediaStream.getTrackById');
      const id = toDOMString(trackId, 'trackId');
      const found = [...record.tracks].find((track) => track.id === id);
      return found === undefined ? null : tracks.faceOf(found);
    }

    addTrack(track: MediaStreamTrack): void {
      const record = this.#record;
      requireArguments(arguments.length, 1, 'MediaStream.addTrack');
      record.tracks.add(toTrack(track, 'track'));
    }

    removeTrack(track: MediaStreamTrack): void {
      const record = this.#record;
      requireArguments(arguments.length, 1, 'MediaStream.removeTrack');
      record.tracks.delete(toTrack(track, 'track'));
    }

    clone(): MediaStream {
      return faceOf(this.#record.clone());
    }
  }

  function constructStream(host: MediaHost, args: readonly unknown[]): Stream {
    return args.length === 0 ? new Stream(host) : new Stream(host, tracksOf(args[0]));
  }

  /** `MediaStream or sequence<MediaStreamTrack>` */
  function tracksOf(value: unknown): Iterable<Track> {
    const stream = recordOf(value);
    if (stream !== undefined) return stream.tracks;
    if (!isIterable(value)) throw new TypeError('The argument is neither a MediaStream nor a sequence of tracks.');
    return toTracks(value, 'tracks');
  }

  function hostFor(constructor: unknown): MediaHost {
    const host = hostOf(constructor);
    if (host === undefined)
      throw new realm.DOMException('This MediaStream is not bound to a host.', 'NotSupportedError');
    return host;
  }

  defineEventHandlers(Face, ['addtrack', 'removetrack'], (value) => recordOf(value) !== undefined);
  defineInterface('MediaStream', Face);
  const Internal = Face as unknown as new () => MediaStream;
  const faceOf = (record: Stream): MediaStream => (record.face ?? construction.create(Internal, record)) as MediaStream;
  return { MediaStream: Face, faceOf, recordOf };
}
