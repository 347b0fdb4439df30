/** Runs one test in this process, which becomes its window. Started by `lib/run-test.mjs`, with the job as argument. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';

import { documentOf, documentPath, parseDocument, withInertScripts } from '../lib/document.mjs';
import { fileOf, isTemplate, ORIGIN, substitute } from '../lib/files.mjs';
import { driverScript, patienceScript, reportScript } from '../lib/hooks.mjs';
import { hide } from './define.mjs';
import { installImplementation } from './implementation.mjs';
import { createWindow } from './window.mjs';

const { wpt, file, query, host, timeoutMultiplier, patienceSeconds, isVerbose } = JSON.parse(process.argv[2]);
const url = `${ORIGIN}/${documentPath(file)}${query}`;
const html = documentOf(wpt, file);

const page = createWindow({ wpt, url, html: withInertScripts(html) });
connectHooks();
reportUncaught();
await installImplementation(page, host);
page.finish();
send('start', {});
for (const script of parseDocument(html).scripts) {
  runScript(script);
  await Promise.resolve();
}
document.dispatchEvent(new page.dom.Event('DOMContentLoaded'));
setTimeout(() => page.target.dispatchEvent(new Event('load')), 0);

function connectHooks() {
  hide(globalThis, '__report', (kind, payload) => {
    send(kind, payload);
    if (kind === 'done') setTimeout(() => process.exit(0), 50);
  });
  hide(globalThis, '__setPermission', (name, state) => page.permissions.set(name, state));
}

function reportUncaught() {
  process.on('uncaughtException', (error) => {
    if (isVerbose) console.error('uncaught:', error);
    reportError(error);
  });
  process.on('unhandledRejection', (reason, promise) => {
    if (isVerbose) console.error('unhandled:', reason);
    page.target.dispatchEvent(new PromiseRejectionEvent('unhandledrejection', { reason, promise, cancelable: true }));
  });
}

function reportError(error, filename = '') {
  const message = String(error?.message ?? error);
  page.target.dispatchEvent(new ErrorEvent('error', { message, error, filename, cancelable: true }));
}

function runScript({ src, type, text, line }) {
  if (type !== undefined && !/^(?:text|application)\/(?:x-)?javascript$/.test(type)) return;
  if (src === undefined) run(text, path.join(wpt, file), line);
  else runFile(new URL(src, url).pathname);
}

function runFile(pathname) {
  if (pathname === '/resources/testharnessreport.js') return run(reportScript(timeoutMultiplier), pathname);
  if (pathname === '/resources/testdriver-vendor.js') return run(driverScript, pathname);
  const found = fileOf(wpt, pathname);
  if (found === undefined) return undefined;
  const code = readFileSync(found, 'utf8');
  run(isTemplate(found) ? substitute(code, new URL(url).host) : code, found);
  const isHarness = pathname === '/resources/testharness.js';
  if (isHarness && patienceSeconds !== undefined) run(patienceScript(patienceSeconds), pathname);
  return undefined;
}

function run(code, filename, lineOffset = 0) {
  try {
    vm.runInThisContext(code, { filename, lineOffset });
  } catch (error) {
    if (isVerbose) console.error('script error:', filename, error);
    reportError(error, filename);
  }
}

function send(kind, payload) {
  if (process.connected) process.send([kind, payload]);
}
