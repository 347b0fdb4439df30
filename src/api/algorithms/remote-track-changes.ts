import type { Stream } from '../../media/stream.ts';
import type { Track } from '../../media/track.ts';
import type { Transceiver } from '../records/transceiver.ts';

export interface StreamTrack {
  readonly stream: Stream;
  readonly track: Track;
}

/** trackEventInits, muteTracks, addList and removeList of "set a session description". */
export class RemoteTrackChanges {
  readonly muted: Track[] = [];
  readonly removed: StreamTrack[] = [];
  readonly added: StreamTrack[] = [];
  readonly tracks: { readonly transceiver: Transceiver; readonly streams: readonly Stream[] }[] = [];
}
