import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { transformSync } from 'esbuild';
import { bundleScenario } from './scenario-bundle.ts';

const root = new URL('../../', import.meta.url);

/** The only things a test page may load. */
const files: Readonly<Record<string, () => string | Promise<string>>> = {
  '/': () => '<!doctype html><meta charset="utf-8"><title>twinrtc</title>',
  '/favicon.ico': () => '',
  '/peer.js': () => withoutTypes('e2e/support/peer.ts'),
  '/simple-peer-client.js': () => withoutTypes('e2e/clients/simple-peer-client.ts'),
  '/peerjs-client.js': () => withoutTypes('e2e/clients/peerjs-client.ts'),
  '/scenario.js': bundleScenario,
  '/twinrtc.js': () => read('dist/twinrtc.iife.js'),
  '/simplepeer.js': () => read('node_modules/simple-peer/simplepeer.min.js'),
  '/peerjs.js': () => read('node_modules/peerjs/dist/peerjs.min.js'),
  '/adapter.js': () => read('node_modules/webrtc-adapter/out/adapter.js'),
};

/** A web site on a loopback port, so that pages have a secure origin. */
export async function startSite(): Promise<{ readonly origin: string; stop(): Promise<void> }> {
  const server = createServer(async (request, response) => {
    const content = files[request.url ?? ''];
    response.statusCode = content === undefined ? 404 : 200;
    response.setHeader('content-type', request.url?.endsWith('.js') ? 'text/javascript' : 'text/html');
    response.end(await content?.());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function read(path: string): string {
  return readFileSync(new URL(path, root), 'utf8');
}

function withoutTypes(path: string): string {
  return transformSync(read(path), { loader: 'ts', target: 'es2022' }).code;
}
