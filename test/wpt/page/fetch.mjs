import { readFileSync } from 'node:fs';

import { fileOf, isTemplate, substitute } from '../lib/files.mjs';

const nodeFetch = globalThis.fetch;

/** `fetch` with the suite's files as the server. Nothing goes out to the network. */
export function createFetch(wpt, base) {
  return async function fetch(input, init) {
    const url = new URL(input instanceof Request ? input.url : input, base);
    if (['data:', 'blob:'].includes(url.protocol)) return nodeFetch(url, init);
    if (url.origin !== new URL(base).origin) throw new TypeError('Failed to fetch');
    const file = fileOf(wpt, url.pathname);
    if (file === undefined) return new Response('not found', { status: 404 });
    const body = readFileSync(file);
    return new Response(isTemplate(file) ? substitute(body.toString('utf8'), url.host) : body);
  };
}
