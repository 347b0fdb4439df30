import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';
import { PeerServer } from 'peer';
import type { PeerJSOption } from 'peerjs';
import { expect, test } from '../support/fixtures.ts';
import { PeerJsClient, type PeerConstructor } from './peerjs-client.ts';
import { here, inPage, streamsOfPages, type Remote } from './place.ts';

const require = createRequire(import.meta.url);

type Client = Remote<PeerJsClient>;
type Maker = (page: Page, id: string, options: PeerJSOption) => Promise<Client>;

/** peerjs looks for its classes among the globals, and for a page around them. */
const node: Maker = async (_, id, options) => {
  await import(new URL('../../dist/node/polyfill.js', import.meta.url).href);
  const missing = {
    WebSocket: createRequire(require.resolve('peer'))('ws') as unknown,
    location: { protocol: 'http:' },
  };
  for (const [name, value] of Object.entries(missing))
    Reflect.set(globalThis, name, Reflect.get(globalThis, name) ?? value);
  const { Peer } = require('peerjs') as { Peer: PeerConstructor };
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
  return here(new PeerJsClient(Peer, id, options, stream));
};

const chromium: Maker = async (page, id, options) => {
  await page.addScriptTag({ url: '/peerjs.js' });
  return inPage(
    page,
    `import('/peerjs-client.js').then(({ PeerJsClient }) =>
       new PeerJsClient(Peer, '${id}', ${JSON.stringify(options)}, ${streamsOfPages.both}))`,
  );
};

const pairs: readonly (readonly [string, Maker, Maker])[] = [
  ['node with itself', node, node],
  ['node calls chromium', node, chromium],
  ['chromium calls node', chromium, node],
];

for (const [name, first, second] of pairs) {
  test(`peerjs connects, talks, calls and closes through its server: ${name}`, async ({ page }) => {
    const server = await startServer();
    const alice = await first(page, 'alice', server.options);
    const bob = await second(page, 'bob', server.options);
    await Promise.all([alice.saw('open'), bob.saw('open')]);

    await alice.connect('bob');
    const opened = 'data open chat {"from":"alice"}';
    await Promise.all([alice.saw(opened), bob.saw(opened)]);
    await alice.send({ text: 'hello', list: [1, 2, 3] });
    await bob.saw('data {"text":"hello","list":[1,2,3]}');
    await bob.sendBytes(200_000);
    await alice.saw('data 200000 bytes');

    await alice.call('bob');
    for (const event of ['stream 2', 'call connected']) await Promise.all([alice.saw(event), bob.saw(event)]);
    await alice.hangUp();
    await bob.saw('call close');
    await bob.disconnect();
    await alice.saw('data close');

    for (const client of [alice, bob]) {
      await client.destroy();
      await client.saw('close');
      expect((await client.events()).filter((event) => event.includes('error'))).toEqual([]);
    }
    await server.stop();
  });
}

/** The `peer` package's own server, on a loopback port. */
async function startServer(): Promise<{ options: PeerJSOption; stop(): Promise<void> }> {
  const listening = await new Promise<import('node:http').Server>((resolve) => {
    PeerServer({ host: '127.0.0.1', port: 0, path: '/' }, (server) => resolve(server as import('node:http').Server));
  });
  const { port } = listening.address() as AddressInfo;
  return {
    options: { host: '127.0.0.1', port, path: '/', secure: false, config: { iceServers: [] } },
    stop: () =>
      new Promise((resolve) => {
        listening.close(() => resolve());
        listening.closeAllConnections();
      }),
  };
}
