import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';

import { documentOf, documentPath } from '../lib/document.mjs';
import { fileOf, isTemplate, substitute } from '../lib/files.mjs';
import { driverScript, patienceScript, reportScript } from '../lib/hooks.mjs';

const TYPES = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.json': 'application/json',
};

/**
 * Serves the suite on a loopback port, whose pages are secure contexts.
 *
 * @returns {Promise<{ origin: string, stop: () => Promise<void> }>}
 */
export async function serveSuite(options) {
  const server = createServer((request, response) => {
    const { host } = request.headers;
    const pathname = decodeURIComponent(new URL(request.url, `http://${host}`).pathname);
    const content = contentOf(pathname, host, options);
    response.statusCode = content === undefined ? 404 : 200;
    response.setHeader('content-type', TYPES[path.extname(pathname)] ?? 'application/octet-stream');
    response.end(content);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://localhost:${server.address().port}`,
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}

function contentOf(pathname, host, { wpt, timeoutMultiplier, patienceSeconds }) {
  if (pathname === '/resources/testharnessreport.js') return reportScript(timeoutMultiplier);
  if (pathname === '/resources/testdriver-vendor.js') return driverScript;
  const script = /^(.*\.(?:window|any))\.html$/.exec(pathname);
  if (script !== null) return generated(wpt, `${script[1]}.js`.slice(1));
  const file = fileOf(wpt, pathname);
  if (file === undefined) return undefined;
  if (isTemplate(file)) return substitute(readFileSync(file, 'utf8'), host);
  const content = readFileSync(file);
  const isHarness = pathname === '/resources/testharness.js' && patienceSeconds !== undefined;
  return isHarness ? `${content}\n${patienceScript(patienceSeconds)}` : content;
}

function generated(wpt, script) {
  return fileOf(wpt, `/${script}`) === undefined ? undefined : documentOf(wpt, script);
}

/** Where a test is, below the origin. */
export function pathOf({ file, query }) {
  return `/${documentPath(file)}${query}`;
}
