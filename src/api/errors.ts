import type { NegotiationError } from '../jsep/types.ts';
import type { Realm } from './realm.ts';

type DOMExceptionName =
  | 'InvalidAccessError'
  | 'InvalidCharacterError'
  | 'InvalidModificationError'
  | 'InvalidStateError'
  | 'NotSupportedError'
  | 'OperationError'
  | 'SyntaxError';

/** Every exception this library creates for a user's mistake or an event's error, as the realm's own. */
export interface Errors {
  readonly invalidAccess: (message: string) => DOMException;
  readonly invalidCharacter: (message: string) => DOMException;
  readonly invalidModification: (message: string) => DOMException;
  readonly invalidState: (message: string) => DOMException;
  readonly notSupported: (message: string) => DOMException;
  readonly operation: (message: string) => DOMException;
  readonly syntax: (message: string) => DOMException;
  readonly range: (message: string) => RangeError;
  readonly type: (message: string) => TypeError;
  readonly rtc: (init: RTCErrorInit, message: string) => RTCError;
  readonly negotiation: (error: NegotiationError) => DOMException;
  /** InvalidStateError: the connection is closed. */
  readonly closed: () => DOMException;
}

export function createErrors(
  realm: Realm,
  RTCErrorOfRealm: new (init: RTCErrorInit, message: string) => RTCError,
): Errors {
  const named = (name: DOMExceptionName) => (message: string) => new realm.DOMException(message, name);
  const rtc = (init: RTCErrorInit, message: string): RTCError => new RTCErrorOfRealm(init, message);
  return {
    invalidAccess: named('InvalidAccessError'),
    invalidCharacter: named('InvalidCharacterError'),
    invalidModification: named('InvalidModificationError'),
    invalidState: named('InvalidStateError'),
    notSupported: named('NotSupportedError'),
    operation: named('OperationError'),
    syntax: named('SyntaxError'),
    range: (message) => new RangeError(message),
    type: (message) => new TypeError(message),
    rtc,
    negotiation: (error) => negotiationError(realm, error, rtc),
    closed: () => new realm.DOMException("The RTCPeerConnection's signalingState is 'closed'.", 'InvalidStateError'),
  };
}

function negotiationError(realm: Realm, error: NegotiationError, rtc: Errors['rtc']): DOMException {
  if (error.name !== 'RTCError') return new realm.DOMException(error.message, error.name);
  return rtc(
    { errorDetail: error.errorDetail ?? 'sdp-syntax-error', sdpLineNumber: error.sdpLineNumber },
    error.message,
  );
}
