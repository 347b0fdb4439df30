import { expect, test } from 'vitest';
import { hashOfOneLife } from '../support/one-scenario.ts';

test('one seed gives the same descriptions, packets and events every time', async () => {
  const hashes = new Set<string>();
  for (let run = 0; run < 40; run++) hashes.add(await hashOfOneLife(7));
  expect(hashes.size).toBe(1);
});

test('another seed gives another life', async () => {
  expect(await hashOfOneLife(8)).not.toBe(await hashOfOneLife(7));
});
