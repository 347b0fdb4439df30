import type { Page } from '@playwright/test';
import { startCall } from '../support/call.ts';
import { expect, test } from '../support/fixtures.ts';
import { pageSide } from '../support/side.ts';

const names = ['RTCPeerConnection', 'RTCSessionDescription', 'RTCIceCandidate', 'RTCDataChannel', 'RTCCertificate'];

test('the polyfill replaces a browser’s own WebRTC and gives it back exactly', async ({ page }) => {
  await page.addScriptTag({ url: '/twinrtc.js' });
  const result = await page.evaluate((all) => {
    const look = (): unknown[] => all.map((name) => Object.getOwnPropertyDescriptor(window, name));
    const same = (a: unknown[], b: unknown[]): boolean =>
      a.every((one, i) => {
        const [x, y] = [one, b[i]] as [PropertyDescriptor, PropertyDescriptor];
        return x.value === y.value && x.writable === y.writable && x.enumerable === y.enumerable && x.get === y.get;
      });
    const { twinrtc } = globalThis as unknown as { twinrtc: Twinrtc };
    const native = look();
    twinrtc.install(window)();
    const untouched = same(look(), native);
    const uninstall = twinrtc.install(window, { force: true });
    const replaced = window.RTCPeerConnection === (twinrtc as { RTCPeerConnection?: unknown }).RTCPeerConnection;
    const differs = look().every(
      (one, i) => (one as PropertyDescriptor).value !== (native[i] as PropertyDescriptor).value,
    );
    uninstall();
    return { untouched, replaced, differs, restored: same(look(), native) };
  }, names);
  expect(result).toEqual({ untouched: true, replaced: true, differs: true, restored: true });
});

test('webrtc-adapter loads on top of the polyfill, and a call works', async ({ page }) => {
  await polyfillThenAdapter(page);
  const side = (): ReturnType<typeof pageSide> => pageSide('adapted', page);
  const call = await startCall(side(), side());
  await call.offerer.run((peer) => peer.create('first', { protocol: 'chat' }));
  for (const one of [call.offerer, call.answerer]) await one.run((peer) => peer.opened('first'));
  await call.offerer.run((peer) => peer.send('first', 'through the adapter'));
  expect(await call.answerer.run((peer) => peer.received('first', 1))).toEqual([
    { kind: 'text', text: 'through the adapter' },
  ]);
  // What the adapter adds for everyone: limits read from the SDP, and candidates that know their parts.
  expect(await call.answerer.run((peer) => peer.connection.sctp!.maxMessageSize)).toBeGreaterThan(0);
  expect(await call.offerer.run((peer) => peer.errors)).toEqual([]);
  await call.close();
});

async function polyfillThenAdapter(page: Page): Promise<void> {
  await page.addScriptTag({ url: '/twinrtc.js' });
  await page.evaluate(() => {
    const { twinrtc } = globalThis as unknown as { twinrtc: Twinrtc };
    twinrtc.install(window, { force: true });
  });
  await page.addScriptTag({ url: '/adapter.js' });
  const browser = await page.evaluate(
    () =>
      (globalThis as unknown as { adapter: { browserDetails: { browser: string } } }).adapter.browserDetails.browser,
  );
  expect(browser).toBe('chrome');
}

interface Twinrtc {
  install(target: object, options?: { force?: boolean }): () => void;
}
