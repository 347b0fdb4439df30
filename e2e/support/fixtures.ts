import { existsSync } from 'node:fs';
import { test as base } from '@playwright/test';
import { connect, startCall, type Call, type CallOptions } from './call.ts';
import type { Pairing } from './pairings.ts';
import { nodeSide, pageSide, type SideFactory } from './side.ts';
import { startSite } from './site.ts';

/** The package as it is shipped: run `npm run build` first. */
const nodeEntry = new URL('../../dist/node/index.js', import.meta.url);

interface Fixtures {
  pairing: Pairing;
  /** Factories of the two sides, offerer first. */
  sides: readonly [SideFactory, SideFactory];
  /** A call with one open channel, 'first'. */
  call: Call;
  /** Starts a call that is hung up when the test ends. */
  start(options?: CallOptions): Promise<Call>;
}

export const test = base.extend<Fixtures, { origin: string }>({
  origin: [
    async ({}, use) => {
      const site = await startSite();
      await use(site.origin);
      await site.stop();
    },
    { scope: 'worker' },
  ],
  page: async ({ page, origin }, use) => {
    page.on('pageerror', (error) => console.error(`page: ${error.stack ?? error.message}`));
    await page.goto(origin);
    await use(page);
  },
  pairing: ['chromium with itself', { option: true }],
  sides: async ({ page, pairing }, use) => {
    const chromium = (): SideFactory => pageSide('chromium', page);
    switch (pairing) {
      case 'node offers, chromium answers':
        return use([await twinrtcInNode(), chromium()]);
      case 'chromium offers, node answers':
        return use([chromium(), await twinrtcInNode()]);
      case 'chromium with itself':
        return use([chromium(), chromium()]);
      case 'the bundle in a page, with itself': {
        await page.addScriptTag({ url: '/twinrtc.js' });
        const bundle = (): SideFactory => pageSide('the bundle', page, 'twinrtc.RTCPeerConnection');
        return use([bundle(), bundle()]);
      }
    }
  },
  start: async ({ sides }, use) => {
    const calls: Call[] = [];
    await use(async (options) => {
      const call = await startCall(...sides, options);
      calls.push(call);
      return call;
    });
    for (const call of calls) await call.close();
  },
  call: async ({ sides }, use) => {
    const call = await connect(...sides);
    await use(call);
    await call.close();
  },
});

export { expect } from '@playwright/test';

async function twinrtcInNode(): Promise<SideFactory> {
  if (!existsSync(nodeEntry)) throw new Error('dist/ is missing: npm run build');
  const { RTCPeerConnection: Connection } = (await import(nodeEntry.href)) as {
    RTCPeerConnection: typeof RTCPeerConnection;
  };
  return nodeSide('node', Connection);
}
