import { hashOfSwarm } from '../../test/support/swarm-hash.ts';
import { expect, test } from '../support/fixtures.ts';
import { bundleSwarm } from '../support/swarm-bundle.ts';

test('a five-peer swarm is the same in Chromium as in Node: every packet, every fault, every state', async ({
  page,
}) => {
  await page.addScriptTag({ content: await bundleSwarm() });
  const inThePage = await page.evaluate(async () => {
    const { hashOfSwarm: play } = (globalThis as unknown as { swarm: { hashOfSwarm: typeof hashOfSwarm } }).swarm;
    return [await play(7), await play(7), await play(8)];
  });
  expect(inThePage).toEqual([await hashOfSwarm(7), await hashOfSwarm(7), await hashOfSwarm(8)]);
  expect(inThePage[2]).not.toBe(inThePage[0]);
});
