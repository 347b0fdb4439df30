import { statSync } from 'node:fs';
import path from 'node:path';

/** Where the pages of the suite seem to come from. */
export const ORIGIN = 'http://localhost:8000';

/** The file under the suite's root that a URL's path means, or undefined. */
export function fileOf(wpt, urlPath) {
  const decoded = decodeURIComponent(urlPath.split(/[?#]/)[0]);
  const wanted = decoded === '/resources/WebIDLParser.js' ? '/resources/webidl2/lib/webidl2.js' : decoded;
  const file = path.join(wpt, wanted);
  if (!file.startsWith(wpt + path.sep)) return undefined;
  return statSync(file, { throwIfNoEntry: false })?.isFile() ? file : undefined;
}

/** What the suite's own server writes into files whose name has `.sub.` in it. */
export function substitute(text, host) {
  const { hostname, port } = new URL(`http://${host}`);
  return text
    .replace(/\{\{host\}\}/g, hostname)
    .replace(/\{\{(?:domains|hosts)[^}]*\}\}/g, hostname)
    .replace(/\{\{ports\[[^}]*\}\}/g, port || '80')
    .replace(/\{\{location\[host\]\}\}/g, host);
}

export function isTemplate(file) {
  return path.basename(file).includes('.sub.');
}
