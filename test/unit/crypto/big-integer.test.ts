import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inverseModulo } from '../../../src/crypto/big-integer.ts';
import { P256_ORDER } from '../../../src/crypto/ecdsa.ts';

function gcd(a: bigint, b: bigint): bigint {
  return b === 0n ? a : gcd(b, a % b);
}

describe('the inverse modulo a number', () => {
  test('times the value is one, for the order of P-256', () => {
    fc.assert(
      fc.property(fc.bigInt(1n, P256_ORDER - 1n), (value) => {
        const inverse = inverseModulo(value, P256_ORDER);
        expect((value * inverse) % P256_ORDER).toBe(1n);
        expect(inverse >= 0n && inverse < P256_ORDER).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test('and for any two that are coprime, small, or larger than a double', () => {
    const sizes = [8n, 64n, 256n, 1024n, 4096n];
    const pair = fc
      .constantFrom(...sizes)
      .chain((bits) => fc.tuple(fc.bigInt(1n, 1n << bits), fc.bigInt(2n, 1n << bits)));
    fc.assert(
      fc.property(pair, ([value, modulus]) => {
        fc.pre(gcd(value, modulus) === 1n);
        expect((value * inverseModulo(value, modulus)) % modulus).toBe(1n % modulus);
      }),
      { numRuns: 1000 },
    );
  });

  test('also where the quotients are as large as they can be, or as small', () => {
    for (const value of [1n, 2n, 3n, P256_ORDER - 1n, P256_ORDER - 2n, 1n << 128n, (1n << 255n) - 19n]) {
      expect((value * inverseModulo(value, P256_ORDER)) % P256_ORDER).toBe(1n);
    }
    let [a, b] = [1n, 1n];
    for (let i = 0; i < 360; i++) [a, b] = [a + b, a];
    expect((b * inverseModulo(b, a)) % a).toBe(1n);
  });
});
