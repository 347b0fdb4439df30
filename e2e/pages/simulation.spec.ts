import { hashOfOneLife } from '../../test/support/one-scenario.ts';
import { expect, test } from '../support/fixtures.ts';

const scenario = '/scenario.js';

test.beforeEach(async ({ page }) => {
  await page.addScriptTag({ url: '/twinrtc.js' });
});

test('one seed gives the same descriptions, packets and events in Chromium as in Node', async ({ page }) => {
  const inThePage = await page.evaluate(async (url) => {
    const { hashOfOneLife: live } = (await import(url)) as { hashOfOneLife(seed: number): Promise<string> };
    return [await live(7), await live(7), await live(8)];
  }, scenario);
  const inNode = await hashOfOneLife(7);
  expect(inThePage[0]).toBe(inNode);
  expect(inThePage[1]).toBe(inNode);
  expect(inThePage[2]).not.toBe(inNode);
});

test('virtual time is fast in a page too: ten idle minutes pass in a moment', async ({ page }) => {
  const elapsedMs = await page.evaluate(async () => {
    const { SimulatedNetwork } = (globalThis as unknown as { twinrtc: typeof import('../../src/sim.node.ts') }).twinrtc;
    const world = new SimulatedNetwork({ seed: 1, latencyMs: 10 });
    const started = performance.now();
    await world.advance(600_000);
    const elapsed = performance.now() - started;
    world.close();
    return elapsed;
  });
  expect(elapsedMs).toBeLessThan(1000);
});
