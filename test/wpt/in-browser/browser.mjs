import path from 'node:path';

import { build } from 'esbuild';
import { chromium } from 'playwright';

import { findChromium } from '../../../scripts/lib/chromium.mjs';
import { ResultRecorder } from '../lib/result-recorder.mjs';
import { pathOf, serveSuite } from './server.mjs';

const START_SECONDS = 15;
/** Beyond the harness's own limit. */
const GRACE_SECONDS = 5;
const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--autoplay-policy=no-user-gesture-required'];

/**
 * A Chromium that runs tests with the library in the place of its own WebRTC, over a LAN in the page.
 *
 * @param {{ wpt: string, timeoutMultiplier: number, patienceSeconds?: number, isVerbose: boolean }} options
 */
export async function startBrowser(options) {
  const [polyfill, suite, browser] = await Promise.all([
    bundlePolyfill(),
    serveSuite(options),
    chromium.launch({ executablePath: findChromium(), args: ARGUMENTS }),
  ]);
  return {
    run: (test) => runInPage(browser, test, { ...options, polyfill, origin: suite.origin }),
    async stop() {
      await browser.close();
      await suite.stop();
    },
  };
}

async function bundlePolyfill() {
  const { outputFiles } = await build({
    entryPoints: [path.join(import.meta.dirname, 'entry.mjs')],
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    logLevel: 'warning',
  });
  return outputFiles[0].text;
}

/** Each test has a context of its own: no storage, no permissions, no workers of another. */
async function runInPage(browser, test, { polyfill, origin, timeoutMultiplier, isVerbose }) {
  const context = await browser.newContext();
  const recorder = new ResultRecorder();
  const limitSeconds = START_SECONDS + (test.isLong ? 60 : 10) * timeoutMultiplier + GRACE_SECONDS;
  try {
    await context.addInitScript({ content: polyfill });
    await context.exposeBinding('__report', (_source, kind, payload) => recorder.receive(kind, payload));
    const page = await context.newPage();
    if (isVerbose) page.on('pageerror', (error) => console.error(error));
    page.on('crash', () => recorder.crash('the page crashed'));
    await page.goto(origin + pathOf(test), { waitUntil: 'commit' });
    await recorder.isDoneWithin(limitSeconds * 1000);
  } catch (error) {
    recorder.crash(String(error));
  } finally {
    await context.close();
  }
  return recorder.result('blocked past its time limit');
}
