import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import { expect, test } from '../support/fixtures.ts';
import { here, inPage, streamsOfPages, type Remote } from './place.ts';
import { SimplePeerClient, type SimplePeerConstructor } from './simple-peer-client.ts';
import { twinrtcInNode } from './twinrtc-in-node.ts';

const SimplePeer = createRequire(import.meta.url)('simple-peer') as SimplePeerConstructor;

type Client = Remote<SimplePeerClient>;
/** Makes a client that has a stream from the start if it is the initiator. */
type Maker = (page: Page, isInitiator: boolean, signal: (data: unknown) => void) => Promise<Client>;

const node: Maker = async (_, initiator, signal) => {
  const { classes, mediaDevices } = await twinrtcInNode();
  const stream = initiator ? await mediaDevices.getUserMedia({ audio: true, video: true }) : undefined;
  return here(new SimplePeerClient(SimplePeer, { initiator, stream, wrtc: classes, config: {} }, signal));
};

const chromium: Maker = async (page, initiator, signal) => {
  const outlet = `signal${initiator}`;
  await page.exposeFunction(outlet, signal);
  await page.addScriptTag({ url: '/simplepeer.js' });
  const stream = initiator ? streamsOfPages.both : 'undefined';
  return inPage(
    page,
    `import('/simple-peer-client.js').then(({ SimplePeerClient }) =>
       new SimplePeerClient(SimplePeer, { initiator: ${initiator}, stream: ${stream}, config: {} }, ${outlet}))`,
  );
};

const bundle: Maker = async (page, initiator, signal) => {
  // Once: each copy has a network of its own.
  if (initiator) await page.addScriptTag({ url: '/twinrtc.js' });
  await page.evaluate('twinrtc.install(window, { force: true })');
  const outlet = `signal${initiator}`;
  await page.exposeFunction(outlet, signal);
  await page.addScriptTag({ url: '/simplepeer.js' });
  return inPage(
    page,
    `import('/simple-peer-client.js').then(async ({ SimplePeerClient }) => {
       const stream = ${initiator} ? await navigator.mediaDevices.getUserMedia({ audio: true, video: true }) : undefined;
       return new SimplePeerClient(SimplePeer, { initiator: ${initiator}, stream, config: {} }, ${outlet});
     })`,
  );
};

const pairs: readonly (readonly [string, Maker, Maker])[] = [
  ['node with itself', node, node],
  ['node begins, chromium follows', node, chromium],
  ['chromium begins, node follows', chromium, node],
  ['the bundle in a page, with itself', bundle, bundle],
];

/** The one who begins may signal before the other is there: that waits. */
async function meet(page: Page, first: Maker, second: Maker): Promise<[Client, Client]> {
  let come: (bob: Client) => void = () => undefined;
  const arrival = new Promise<Client>((resolve) => (come = resolve));
  const alice = await first(page, true, (data) => void arrival.then((bob) => bob.deliver(data)));
  const bob = await second(page, false, (data) => void alice.deliver(data));
  come(bob);
  return [alice, bob];
}

for (const [name, first, second] of pairs) {
  test(`simple-peer connects, talks, shows streams and closes: ${name}`, async ({ page }) => {
    const [alice, bob] = await meet(page, first, second);
    await Promise.all([alice.saw('connect'), bob.saw('connect'), bob.saw('stream audio+video')]);

    await alice.sendText('hello');
    await alice.sendBytes(100_000);
    expect(await bob.received(2)).toEqual(['hello', '100000 bytes']);
    await bob.sendText('and back');
    expect(await alice.received(1)).toEqual(['and back']);

    await alice.destroy();
    await bob.saw('close');
    expect((await alice.events()).filter((event) => event.startsWith('error'))).toEqual([]);
  });
}

test('simple-peer negotiates again when the one who answered adds a stream', async ({ page }) => {
  const { mediaDevices } = await twinrtcInNode();
  const [alice, bob] = await meet(page, node, node);
  await Promise.all([alice.saw('connect'), bob.saw('connect')]);
  await bob.addStream(await mediaDevices.getUserMedia({ audio: true }));
  await alice.saw('stream audio');
  await Promise.all([alice.destroy(), bob.destroy()]);
});
