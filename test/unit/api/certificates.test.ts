import { describe, expect, test } from 'vitest';
import { fakeWorld } from '../../support/fake-peers.ts';

const { RTCPeerConnection, RTCCertificate } = fakeWorld();
const ecdsa = { name: 'ECDSA', namedCurve: 'P-256' };
const rsa = {
  name: 'RSASSA-PKCS1-v1_5',
  modulusLength: 1024,
  publicExponent: new Uint8Array([1, 0, 1]),
  hash: 'SHA-256',
};

function generate(algorithm: unknown): Promise<RTCCertificate> {
  return RTCPeerConnection.generateCertificate(algorithm as AlgorithmIdentifier);
}

describe('generateCertificate', () => {
  test('makes an ECDSA certificate that lives 30 days', async () => {
    const certificate = await generate(ecdsa);
    expect(certificate).toBeInstanceOf(RTCCertificate);
    const days = (certificate.expires - Date.now()) / 86_400_000;
    expect(days).toBeCloseTo(30, 2);
    expect(certificate.getFingerprints()).toEqual([
      { algorithm: 'sha-256', value: expect.stringMatching(/^[0-9a-f]{2}(:[0-9a-f]{2}){31}$/) },
    ]);
  });

  test('makes an RSA certificate, the name in any case', async () => {
    expect(await generate({ ...rsa, name: 'rsassa-pkcs1-V1_5', hash: { name: 'sha-256' } })).toBeInstanceOf(
      RTCCertificate,
    );
  });

  test('takes an expiry, up to a year', async () => {
    expect((await generate({ ...ecdsa, expires: 1000 })).expires - Date.now()).toBeLessThan(1500);
    const days = ((await generate({ ...ecdsa, expires: 1e15 })).expires - Date.now()) / 86_400_000;
    expect(days).toBeCloseTo(365, 2);
  });

  test.each([
    ['an unknown algorithm', 'AES-GCM', 'NotSupportedError'],
    ['another curve', { ...ecdsa, namedCurve: 'P-384' }, 'NotSupportedError'],
    ['SHA-1', { ...rsa, hash: 'SHA-1' }, 'NotSupportedError'],
    ['a small modulus', { ...rsa, modulusLength: 512 }, 'NotSupportedError'],
    ['a strange exponent', { ...rsa, publicExponent: new Uint8Array([2]) }, 'NotSupportedError'],
    ['no curve', 'ECDSA', 'TypeError'],
    ['no name', {}, 'TypeError'],
    ['an exponent that is no Uint8Array', { ...rsa, publicExponent: [1, 0, 1] }, 'TypeError'],
    ['a negative expiry', { ...ecdsa, expires: -1 }, 'TypeError'],
  ])('rejects %s', async (_, algorithm, name) => {
    await expect(generate(algorithm)).rejects.toMatchObject({ name });
  });

  test('without an argument rejects instead of throwing', async () => {
    await expect((RTCPeerConnection.generateCertificate as () => Promise<unknown>)()).rejects.toThrow(TypeError);
  });
});

describe('a certificate', () => {
  test('cannot be constructed by script', () => {
    expect(() => new RTCCertificate()).toThrow(/Illegal constructor/);
  });

  test('is announced with all others that a connection was given', async () => {
    const certificates = [await generate(ecdsa), await generate(ecdsa)];
    const pc = new RTCPeerConnection({ certificates });
    expect(pc.getConfiguration().certificates).toEqual(certificates);
    pc.createDataChannel('x');
    const { sdp } = await pc.createOffer();
    for (const certificate of certificates) {
      expect(sdp).toContain(`a=fingerprint:sha-256 ${certificate.getFingerprints()[0].value!.toUpperCase()}`);
    }
  });

  test('that has expired is refused', async () => {
    const certificate = await generate({ ...ecdsa, expires: 0 });
    await new Promise((resolve) => setTimeout(resolve, 2));
    expect(() => new RTCPeerConnection({ certificates: [certificate] })).toThrow(
      expect.objectContaining({ name: 'InvalidAccessError' }),
    );
  });
});
