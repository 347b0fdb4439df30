import type { SdpType } from '../../jsep/types.ts';

/** The slots of an RTCSessionDescription. */
export interface SessionDescription {
  readonly type: SdpType;
  readonly sdp: string;
}

/**
 * A description in one of the four slots of a connection, and the object script sees. Candidates change the text of a
 * description that is applied: as in browsers, an object that script holds stays as it was, and there is a new one with
 * the new text, made when it is next asked for.
 */
export class AppliedDescription {
  readonly #create: (description: SessionDescription) => RTCSessionDescription;
  #described: SessionDescription;
  #face: RTCSessionDescription | undefined = undefined;

  constructor(described: SessionDescription, create: (description: SessionDescription) => RTCSessionDescription) {
    this.#create = create;
    this.#described = described;
  }

  get face(): RTCSessionDescription {
    return (this.#face ??= this.#create({ type: this.#described.type, sdp: this.#described.sdp }));
  }

  /** The text has changed; the new one is not read before somebody asks. */
  change(described: SessionDescription): void {
    this.#described = described;
    this.#face = undefined;
  }
}
