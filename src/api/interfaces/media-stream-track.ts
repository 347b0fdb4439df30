import { applyConstraints } from '../../media/constraints/apply-constraints.ts';
import { capabilitiesOf } from '../../media/constraints/settings-space.ts';
import { setContentHint } from '../../media/content-hint.ts';
import type { Track } from '../../media/track.ts';
import { isObject, toBoolean, toDOMString } from '../../webidl/convert.ts';
import { defineInterface } from '../../webidl/define-interface.ts';
import { defineEventHandlers } from '../../webidl/event-handlers.ts';
import { InternalConstruction, promised } from '../../webidl/operations.ts';
import { constraintsDictionary, toTrackConstraints } from '../media-dictionaries.ts';
import type { Realm } from '../realm.ts';
import type { FaceOf } from './face-of.ts';
import type { OverconstrainedErrorInterface } from './overconstrained-error.ts';

type Constructor = typeof MediaStreamTrack;

export interface MediaStreamTrackInterface {
  readonly MediaStreamTrack: Constructor;
  readonly faceOf: FaceOf<Track, MediaStreamTrack>;
  readonly recordOf: (value: unknown) => Track | undefined;
}

/** https://w3c.github.io/mediacapture-main/#mediastreamtrack */
export function createMediaStreamTrack(
  realm: Realm,
  { create: overconstrained }: OverconstrainedErrorInterface,
): MediaStreamTrackInterface {
  const construction = new InternalConstruction<Track>();
  let recordOf!: MediaStreamTrackInterface['recordOf'];

  class Face extends realm.EventTarget {
    declare onmute: MediaStreamTrack['onmute'];
    declare onunmute: MediaStreamTrack['onunmute'];
    declare onended: MediaStreamTrack['onended'];
    declare onisolationchange: ((this: MediaStreamTrack, event: Event) => unknown) | null;
    readonly #record: Track;
    static {
      recordOf = (value) => (isObject(value) && #record in value ? value.#record : undefined);
    }

    constructor() {
      const record = construction.take();
      super();
      this.#record = record;
    }

    get kind(): string {
      return this.#record.kind;
    }
    get id(): string {
      return this.#record.id;
    }
    get label(): string {
      return this.#record.label;
    }
    get enabled(): boolean {
      return this.#record.enabled;
    }
    set enabled(value: boolean) {
      this.#record.enabled = toBoolean(value);
    }
    /** https://w3c.github.io/webrtc-identity/identity.html#dom-mediastreamtrack-isolated: nothing here isolates media. */
    get isolated(): boolean {
      void this.#record;
      return false;
    }
    get muted(): boolean {
      return this.#record.muted;
    }
    get readyState(): MediaStreamTrackState {
      return this.#record.readyState;
    }
    get contentHint(): string {
      return this.#record.contentHint;
    }
    set contentHint(value: string) {
      const record = this.#record;
      setContentHint(record, toDOMString(value, 'contentHint'));
    }

    clone(): MediaStreamTrack {
      return faceOf(this.#record.clone());
    }
    stop(): void {
      this.#record.stop();
    }
    getCapabilities(): MediaTrackCapabilities {
      return capabilitiesOf(this.#record.source.space) as MediaTrackCapabilities;
    }
    getConstraints(): MediaTrackConstraints {
      return constraintsDictionary(this.#record.constraints);
    }
    getSettings(): MediaTrackSettings {
      return { ...this.#record.settings } as MediaTrackSettings;
    }

    applyConstraints(constraints: MediaTrackConstraints = {}): Promise<void> {
      return promised(() => {
        const record = this.#record;
        const converted = toTrackConstraints(constraints, 'MediaTrackConstraints');
        if (!record.isLive) return Promise.resolve();
        return new Promise<void>((resolve, reject) => {
          record.host.clock.queueTask(() => {
            const failed = applyConstraints(record, converted);
            if (failed === undefined) resolve();
            else reject(overconstrained(failed));
          });
        });
      });
    }
  }

  defineEventHandlers(Face, ['mute', 'unmute', 'ended', 'isolationchange'], (value) => recordOf(value) !== undefined);
  defineInterface('MediaStreamTrack', Face);
  const faceOf = (record: Track): MediaStreamTrack => (record.face ?? attach(record)) as MediaStreamTrack;
  const attach = (record: Track): EventTarget => {
    const face = construction.create(Face, record);
    record.face = face;
    record.notify = (event) => void face.dispatchEvent(new realm.Event(event));
    return face;
  };
  return { MediaStreamTrack: Face, faceOf, recordOf };
}
