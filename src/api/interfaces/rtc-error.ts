import { toDOMString, isObject } from '../../webidl/convert.ts';
import { defineInterface } from '../../webidl/define-interface.ts';
import { requireArguments } from '../../webidl/operations.ts';
import { toErrorInit } from '../dictionaries.ts';
import type { Realm } from '../realm.ts';

type Constructor = typeof RTCError;

export interface ErrorInterface {
  readonly RTCError: Constructor;
  readonly isInstance: (value: unknown) => boolean;
}

/** https://w3c.github.io/webrtc-pc/#rtcerror-interface */
export function createRTCError(realm: Realm): ErrorInterface {
  let isInstance!: ErrorInterface['isInstance'];

  class Face extends realm.DOMException {
    readonly #init: ReturnType<typeof toErrorInit>;
    static {
      isInstance = (value) => isObject(value) && #init in value;
    }

    constructor(init: RTCErrorInit, message = '') {
      requireArguments(arguments.length, 1, "Failed to construct 'RTCError'");
      const converted = toErrorInit(init, 'RTCErrorInit');
      super(toDOMString(message, 'message'), 'OperationError');
      this.#init = converted;
    }

    /** May also be one of webrtc-identity's, which lib.dom does not know. */
    get errorDetail(): RTCErrorDetailType {
      return this.#init.errorDetail as RTCErrorDetailType;
    }
    get sdpLineNumber(): number | null {
      return this.#init.sdpLineNumber ?? null;
    }
    /** https://w3c.github.io/webrtc-identity/identity.html#dom-rtcerror-httprequeststatuscode */
    get httpRequestStatusCode(): number | null {
      return this.#init.httpRequestStatusCode ?? null;
    }
    get sctpCauseCode(): number | null {
      return this.#init.sctpCauseCode ?? null;
    }
    get receivedAlert(): number | null {
      return this.#init.receivedAlert ?? null;
    }
    get sentAlert(): number | null {
      return this.#init.sentAlert ?? null;
    }
  }

  defineInterface('RTCError', Face);
  return { RTCError: Face, isInstance };
}
