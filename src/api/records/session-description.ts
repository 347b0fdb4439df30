import type { SdpType } from '../../jsep/types.ts';

/**
 * The slots of an RTCSessionDescription. Candidates change the text of a description that is applied: its new text is
 * made when it is next read.
 */
export class SessionDescription {
  readonly type: SdpType;
  #sdp: string;
  #refresh: (() => string) | undefined = undefined;

  constructor(type: SdpType, sdp: string) {
    this.type = type;
    this.#sdp = sdp;
  }

  get sdp(): string {
    if (this.#refresh !== undefined) this.#sdp = this.#refresh();
    this.#refresh = undefined;
    return this.#sdp;
  }

  /** The text has changed; `text` makes it. */
  invalidate(text: () => string): void {
    this.#refresh = text;
  }
}
