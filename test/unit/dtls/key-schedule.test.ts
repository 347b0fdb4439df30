import { expect, test } from 'vitest';
import { portableCrypto } from '../../../src/crypto/portable-crypto.ts';
import { pseudoRandom } from '../../../src/dtls/key-schedule.ts';
import { bytesOfHex, hexOf } from '../../../src/util/bytes.ts';
import { PRF_SHA256 } from '../../vectors/crypto.ts';

test('the pseudorandom function of TLS 1.2', () => {
  const { secret, seed, label, output } = PRF_SHA256;
  const bytes = pseudoRandom(portableCrypto, 'sha-256', bytesOfHex(secret), label, bytesOfHex(seed), 100);
  expect(hexOf(bytes)).toBe(output);
});
