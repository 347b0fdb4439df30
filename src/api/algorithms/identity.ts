import type { DescriptionRecord } from '../../jsep/types.ts';
import type { Connection, PendingIdentity } from '../records/connection.ts';

/**
 * https://w3c.github.io/webrtc-identity/. An identity provider is a script that a browser fetches and runs in a sandbox
 * of its own. No host has such a sandbox: every provider fails to load, with the errors and the consequences that the
 * specification gives to that.
 */

/** RTCIdentityProviderOptions, converted. */
export interface IdentityProviderOptions {
  readonly protocol: string;
  readonly usernameHint?: string;
  readonly peerIdentity?: string;
}

/** https://w3c.github.io/webrtc-identity/identity.html#dom-rtcpeerconnection-setidentityprovider */
export function setIdentityProvider(connection: Connection, provider: string, options: IdentityProviderOptions): void {
  const { errors } = connection.faces;
  if (connection.isClosed) throw errors.closed();
  if (/[/\\]/.test(options.protocol)) throw errors.syntax("The protocol has a '/' or a '\\' in it.");
  connection.identityProvider = provider;
}

/** https://w3c.github.io/webrtc-identity/identity.html#dom-rtcpeerconnection-getidentityassertion */
export function getIdentityAssertion(connection: Connection): Promise<string> {
  const { errors } = connection.faces;
  return new Promise((_, reject) => {
    connection.host.clock.queueTask(() => {
      if (connection.isClosed) reject(errors.closed());
      else reject(failureToAssert(connection));
    });
  });
}

/** What an offer or an answer fails with where an identity provider is to vouch for it. */
export function assertionFailure({ identityProvider, faces }: Connection): DOMException | undefined {
  if (identityProvider === undefined) return undefined;
  return faces.errors.operation(cannotLoad(identityProvider));
}

/** What a remote description fails with where it has to come from a peer of a certain identity. */
export function targetIdentityFailure(connection: Connection): DOMException | undefined {
  const target = connection.configuration.peerIdentity;
  if (target === undefined) return undefined;
  return connection.faces.errors.operation(`The identity of '${target}' cannot be validated.`);
}

/** The promise that tells of the peer's identity; a new one after each failed validation. */
export function peerIdentityOf(connection: Connection): Promise<never> {
  return (connection.peerIdentity ??= pendingIdentity()).promise;
}

/** A remote description without a target identity was applied: its assertion, if it has one, is validated in vain. */
export function validateIdentity(connection: Connection, { parsed }: DescriptionRecord): void {
  const pending = connection.peerIdentity;
  if (pending === undefined || !parsed.session.hasAttribute('identity')) return;
  connection.peerIdentity = undefined;
  pending.reject(connection.faces.errors.operation('The identity assertion cannot be validated.'));
}

function pendingIdentity(): PendingIdentity {
  let reject!: PendingIdentity['reject'];
  const promise = new Promise<never>((_, rejectPromise) => {
    reject = rejectPromise;
  });
  promise.catch(() => undefined); // an identity that nobody asked for is no unhandled error
  return { promise, reject };
}

function failureToAssert({ identityProvider, faces: { errors } }: Connection): DOMException {
  if (identityProvider === undefined) return errors.operation('No identity provider was set.');
  return errors.rtc({ errorDetail: 'idp-load-failure' as RTCErrorDetailType }, cannotLoad(identityProvider));
}

function cannotLoad(provider: string): string {
  return `The identity provider '${provider}' cannot be loaded.`;
}
