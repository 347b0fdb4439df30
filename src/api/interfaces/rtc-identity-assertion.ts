import { toDOMString } from '../../webidl/convert.ts';
import { defineInterface } from '../../webidl/define-interface.ts';
import { requireArguments } from '../../webidl/operations.ts';

/** lib.dom does not know it. */
export interface RTCIdentityAssertion {
  /** Domain name of the identity provider that validated the identity. */
  idp: string;
  /** The verified identity, as RFC 5322 writes addresses. */
  name: string;
}

export type IdentityAssertionConstructor = new (idp: string, name: string) => RTCIdentityAssertion;

/** https://w3c.github.io/webrtc-identity/identity.html#rtcidentityassertion */
export function createRTCIdentityAssertion(): IdentityAssertionConstructor {
  class Face {
    #idp: string;
    #name: string;

    constructor(idp: string, name: string) {
      requireArguments(arguments.length, 2, "Failed to construct 'RTCIdentityAssertion'");
      this.#idp = toDOMString(idp, 'idp');
      this.#name = toDOMString(name, 'name');
    }

    get idp(): string {
      return this.#idp;
    }
    set idp(value: string) {
      void this.#idp; // the brand check comes before the conversion
      this.#idp = toDOMString(value, 'idp');
    }
    get name(): string {
      return this.#name;
    }
    set name(value: string) {
      void this.#name;
      this.#name = toDOMString(value, 'name');
    }
  }

  defineInterface('RTCIdentityAssertion', Face);
  return Face;
}
