import { existsSync } from 'node:fs';

import { canInstall, install } from './apt.mjs';

const usualPaths = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** The Chromium to test with: CHROMIUM_PATH, else the first of the usual paths that exists, else undefined. */
export function findChromium() {
  const wanted = process.env.CHROMIUM_PATH;
  if (wanted) return existsSync(wanted) ? wanted : undefined;
  return usualPaths.find((path) => existsSync(path));
}

/**
 * Like `findChromium`, but installs Debian's package when there is none and we may.
 *
 * @returns {Promise<string | undefined>} undefined, with the reason on stderr, when there is no browser to be had
 */
export async function ensureChromium() {
  const found = findChromium();
  if (found !== undefined) return found;
  if (process.env.CHROMIUM_PATH)
    return complain(`CHROMIUM_PATH names ${process.env.CHROMIUM_PATH}, which does not exist.`);
  if (!canInstall()) return complain('There is no Chromium, and apt-get cannot be used here.');
  console.log('installing Chromium with apt-get …');
  await install('chromium');
  return findChromium() ?? complain('apt-get could not install Chromium.');
}

function complain(problem) {
  console.error(`${problem}\nInstall Chromium or Chrome and name its program in CHROMIUM_PATH.`);
  return undefined;
}
