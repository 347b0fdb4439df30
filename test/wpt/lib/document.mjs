import { readFileSync } from 'node:fs';
import path from 'node:path';

const SCRIPT_OR_META = /<!--[\s\S]*?-->|<script\b([^>]*)>([\s\S]*?)<\/script\s*>|<meta\b([^>]*)>/gi;

/** The HTML of a test; for `.window.js` and `.any.js` the document that the suite's server generates. */
export function documentOf(wpt, test) {
  const text = readFileSync(path.join(wpt, test), 'utf8');
  return isScript(test) ? generatedDocument(test, text) : text;
}

export function isScript(test) {
  return /\.(?:window|any)\.js$/.test(test);
}

/** The path of the document in the URL. */
export function documentPath(test) {
  return test.replace(/\.(window|any)\.js$/, '.$1.html');
}

/** The scripts and the meta elements of a document, in order. `line` is the line on which an inline script begins. */
export function parseDocument(html) {
  const scripts = [];
  const metas = [];
  for (const match of html.matchAll(SCRIPT_OR_META)) {
    const [whole, scriptAttributes, text, metaAttributes] = match;
    if (metaAttributes !== undefined) {
      metas.push({ name: attribute(metaAttributes, 'name'), content: attribute(metaAttributes, 'content') });
    } else if (scriptAttributes !== undefined) {
      const line = lineAt(html, match.index + whole.indexOf('>') + 1);
      scripts.push({ src: attribute(scriptAttributes, 'src'), type: attribute(scriptAttributes, 'type'), text, line });
    }
  }
  return { scripts, metas };
}

/** The same document with scripts that a DOM does not run. */
export function withInertScripts(html) {
  return html.replace(/<script\b(?![^>]*type=.?text\/x-)/gi, '<script type="text/x-wpt"');
}

function attribute(attributes, name) {
  const pattern = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s>]+))`, 'i');
  const match = pattern.exec(attributes);
  return match === null ? undefined : (match[1] ?? match[2] ?? match[3]);
}

function lineAt(text, index) {
  return text.slice(0, index).split('\n').length - 1;
}

function generatedDocument(test, script) {
  const metas = scriptMetadata(script);
  const named = (name) => metas.filter(([key]) => key === name).map(([, value]) => escapeHtml(value));
  const isAny = test.endsWith('.any.js');
  return [
    '<!doctype html>',
    '<meta charset=utf-8>',
    ...named('timeout').map((value) => `<meta name="timeout" content="${value}">`),
    ...named('variant').map((value) => `<meta name="variant" content="${value}">`),
    ...named('title').map((value) => `<title>${value}</title>`),
    ...(isAny ? ['<script>self.GLOBAL = { isWindow: () => true, isWorker: () => false };</script>'] : []),
    '<script src="/resources/testharness.js"></script>',
    '<script src="/resources/testharnessreport.js"></script>',
    ...named('script').map((value) => `<script src="${value}"></script>`),
    '<div id=log></div>',
    `<script src="/${test}"></script>`,
  ].join('\n');
}

/** The `// META: key=value` lines at the top of a script. */
function scriptMetadata(script) {
  const entries = [];
  for (const line of script.split('\n')) {
    const match = /^\/\/\s*META:\s*(\w+)=(.*)$/.exec(line.trim());
    if (match !== null) entries.push([match[1], match[2].trim()]);
    else if (line.trim() !== '' && !line.startsWith('//')) break;
  }
  return entries;
}

function escapeHtml(text) {
  return text.replace(/&/g, '&amp;').replace(/"/g, '&quot;');
}
