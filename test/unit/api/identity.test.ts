import { describe, expect, test } from 'vitest';

import { fakeWorld, negotiate } from '../../support/fake-peers.ts';

/** What https://w3c.github.io/webrtc-identity/ adds, which lib.dom does not know. */
interface WithIdentity {
  setIdentityProvider(provider: string, options?: { protocol?: string }): void;
  getIdentityAssertion(): Promise<string>;
  readonly peerIdentity: Promise<unknown>;
}

const { RTCPeerConnection, RTCIdentityAssertion } = fakeWorld();

function connection(configuration?: RTCConfiguration & { peerIdentity?: string }) {
  const made = new RTCPeerConnection(configuration);
  return made as typeof made & WithIdentity;
}

describe('identity', () => {
  test('a provider cannot be loaded: neither assertion nor offer', async () => {
    const alice = connection();
    alice.setIdentityProvider('example.com');
    await expect(alice.getIdentityAssertion()).rejects.toMatchObject({ errorDetail: 'idp-load-failure' });
    await expect(alice.createOffer()).rejects.toMatchObject({ name: 'OperationError' });
  });

  test('a protocol names no path, and a closed connection no provider', () => {
    const alice = connection();
    expect(() => alice.setIdentityProvider('example.com', { protocol: 'a/b' })).toThrow(
      expect.objectContaining({ name: 'SyntaxError' }),
    );
    alice.close();
    expect(() => alice.setIdentityProvider('example.com')).toThrow(
      expect.objectContaining({ name: 'InvalidStateError' }),
    );
  });

  test('nobody is talked to whose identity has to be proved', async () => {
    const [alice, bob] = [connection({ peerIdentity: 'bob@example.com' }), connection()];
    alice.createDataChannel('');
    await expect(negotiate(alice, bob)).rejects.toMatchObject({ name: 'OperationError' });
    expect(alice.getConfiguration()).toMatchObject({ peerIdentity: 'bob@example.com' });
    expect(() => alice.setConfiguration({})).toThrow(expect.objectContaining({ name: 'InvalidModificationError' }));
  });

  test('an assertion that comes unasked fails the promise, and there is a new one', async () => {
    const [alice, bob] = [connection(), connection()];
    alice.createDataChannel('');
    const { peerIdentity } = bob;
    const { sdp } = await alice.createOffer();
    await bob.setRemoteDescription({ type: 'offer', sdp: sdp!.replace('t=0 0\r\n', 't=0 0\r\na=identity:eyJ9\r\n') });
    await expect(peerIdentity).rejects.toMatchObject({ name: 'OperationError' });
  });

  test('an assertion is a pair of strings', () => {
    const assertion = new RTCIdentityAssertion('example.com', 'bob@example.com');
    assertion.name = 'carol@example.com';
    expect({ idp: assertion.idp, name: assertion.name }).toEqual({ idp: 'example.com', name: 'carol@example.com' });
  });
});
