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
  readonly #type: SdpType;
  readonly #create: (description: SessionDescription) => RTCSessionDescription;
  /** Or what makes it, when it is read. */
  #sdp: string | (() => string);
  #face: RTCSessionDescription | undefined = undefined;

  constructor(type: SdpType, sdp: string, create: (description: SessionDescription) => RTCSessionDescription) {
    this.#type = type;
    this.#create = create;
    this.#sdp = sdp;
  }

  get face(): RTCSessionDescription {
    if (typeof this.#sdp === 'function') this.#sdp = this.#sdp();
    return (this.#face ??= this.#create({ type: this.#type, sdp: this.#sdp }));
  }

  /** The text has changed; `makeSdp` makes it. */
  invalidate(makeSdp: () => string): void {
    this.#sdp = makeSdp;
    this.#face = undefined;
  }
}
