import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

import { documentOf, isScript, parseDocument } from './document.mjs';

export const DIRECTORIES = [
  'mediacapture-streams',
  'webrtc',
  'webrtc-encoded-transform',
  'webrtc-extensions',
  'webrtc-ice',
  'webrtc-identity',
  'webrtc-priority',
  'webrtc-stats',
  'webrtc-svc',
];

/** Folders that hold no tests, or those of the suite's Python helpers. */
const NOT_TESTS = ['tools', 'third_party', 'resources', 'support', 'coverage', 'crashtests'];

/** Files that no single page, in a browser or not, can run without the suite's own servers. */
const NEEDS_SERVERS = [
  /back-forward-cache-/, // helpers outside of the snapshot
  /transfer-datachannel-service-worker|serviceworker-failure/, // a service worker's scope and headers
  /MediaDevices-SecureContext\.html/, // an insecure origin
  /MediaStream-(?:default-feature-policy|supported-by-feature-policy)/, // cross-origin frames
  /enumerateDevices-per-origin-ids/, // cross-origin frames
];

/**
 * Every test of the suite that can be run, in order; one for each variant.
 *
 * @returns {{ id: string, file: string, query: string, isLong: boolean }[]}
 */
export function testsOf(wpt, filter) {
  const pattern = new RegExp(filter ?? '');
  const directories = DIRECTORIES.filter((name) => existsSync(path.join(wpt, name)));
  const files = directories.flatMap((name) => filesBelow(wpt, name)).filter((file) => isTest(wpt, file));
  return files.flatMap((file) => variantsOf(wpt, file)).filter(({ id }) => pattern.test(id));
}

function filesBelow(wpt, directory) {
  const entries = readdirSync(path.join(wpt, directory), { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const name = `${directory}/${entry.name}`;
    if (!entry.isDirectory()) return [name];
    return NOT_TESTS.includes(entry.name) ? [] : filesBelow(wpt, name);
  });
}

function isTest(wpt, file) {
  if (!isScript(file) && !file.endsWith('.html')) return false;
  if (/-ref\.html$|-manual\./.test(file) || NEEDS_SERVERS.some((pattern) => pattern.test(file))) return false;
  const { scripts } = parseDocument(documentOf(wpt, file));
  return scripts.some(({ src }) => src?.endsWith('/testharness.js'));
}

function variantsOf(wpt, file) {
  const { metas } = parseDocument(documentOf(wpt, file));
  const contents = (name) => metas.filter((meta) => meta.name === name).map(({ content }) => content ?? '');
  const isLong = contents('timeout').includes('long');
  const variants = contents('variant');
  return (variants.length === 0 ? [''] : variants).map((query) => ({ id: file + query, file, query, isLong }));
}
