import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readSource, type Mention, type SourceFacts } from './support/source-file.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const everyProtocol = ['stun', 'turn', 'ice', 'dtls', 'srtp', 'rtp', 'sctp', 'dcep', 'sdp'];
const ground = ['util', 'ports'];

/**
 * What each folder may import besides itself: the layers of ARCHITECTURE.md, bottom first. A folder without a row is
 * an error, so that a new one is given its place on purpose.
 */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  'src/ports': [],
  'src/util': ['ports'],
  'src/crypto': ground,
  'src/stun': [...ground, 'crypto'],
  'src/dtls': [...ground, 'crypto'],
  'src/rtp': [...ground, 'crypto'],
  'src/sctp': [...ground, 'crypto'],
  'src/dcep': [...ground, 'crypto'],
  'src/sdp': [...ground, 'crypto'],
  'src/turn': [...ground, 'crypto', 'stun'],
  'src/srtp': [...ground, 'crypto', 'rtp'],
  'src/ice': [...ground, 'crypto', 'stun'],
  'src/jsep': [...ground, 'crypto', ...everyProtocol],
  'src/transport': [...ground, 'crypto', ...everyProtocol, 'jsep'],
  'src/media': [...ground, 'crypto', ...everyProtocol, 'jsep', 'transport'],
  'src/webidl': ground,
  'src/api': [...ground, 'crypto', ...everyProtocol, 'jsep', 'transport', 'media', 'webidl'],
  'src/trace': [...ground, 'crypto', ...everyProtocol, 'transport', 'api', 'hosts/sim'],
  // The page that shows a trace: a program of its own, in a browser.
  'src/report': ['trace'],
  'src/hosts/node': [...ground, 'crypto'],
  'src/hosts/sim': [...ground, 'crypto', 'stun', 'turn'],
  'src/hosts/web': [...ground, 'crypto', 'hosts/sim'],
  'src/testing': [...ground, 'hosts/sim'],
};

/** Packages from outside, by the folder that may import them. `node:` stands for every built-in module of Node. */
const packages: Readonly<Record<string, readonly string[]>> = {
  'src/crypto': ['@noble/ciphers', '@noble/curves', '@noble/hashes'],
  'src/hosts/node': ['node:'],
  // The optional package of fake timers, under a name that bundlers do not see.
  'src/hosts/sim': ['(computed)'],
  // A scenario is whatever file the user names.
  'src/cli': ['node:', '(computed)'],
  shims: ['node:', 'vitest'],
};

/** Entries see everything: they are where a host, a realm and the engines are put together. */
const entryFolders = ['src', 'src/cli', 'polyfill', 'shims'];

/** Folders that are the outside, or are handed it: the law of purity ends here. */
const impureFolders = [
  'src/hosts/node',
  'src/hosts/web',
  'src/hosts/sim',
  'src/report',
  'src/testing',
  ...entryFolders,
];

/** The part of the language that always gives the same answer. Everything else is a port or an argument. */
const pureGlobals = new Set(
  `undefined NaN Infinity isNaN isFinite parseInt parseFloat encodeURIComponent decodeURIComponent
  Object Function Array String Number Boolean BigInt Symbol Math JSON Reflect Proxy Promise RegExp
  Map Set WeakMap WeakSet Error TypeError RangeError SyntaxError AggregateError
  ArrayBuffer SharedArrayBuffer DataView Uint8Array Uint8ClampedArray Uint16Array Uint32Array BigUint64Array
  Int8Array Int16Array Int32Array BigInt64Array Float32Array Float64Array TextEncoder TextDecoder URL`.split(/\s+/),
);

interface SourceFile {
  /** Relative to the root, with forward slashes. */
  readonly path: string;
  readonly folder: string;
  readonly facts: SourceFacts;
}

const files = ['src', 'polyfill', 'shims'].flatMap(readFolder);
const filesByPath = new Map(files.map((file) => [file.path, file]));

describe('the laws of the house', () => {
  test('every folder has a place in the layers', () => {
    const placed = new Set([...Object.keys(mayImport), ...entryFolders]);
    const unplaced = files.filter((file) => !placed.has(file.folder)).map((file) => file.folder);
    expect([...new Set(unplaced)]).toEqual([]);
  });

  test('imports point down the layers', () => {
    expect(files.flatMap(upwardImports)).toEqual([]);
  });

  test('packages and node: modules are imported only where they belong', () => {
    expect(files.flatMap(foreignImports)).toEqual([]);
  });

  test('below the hosts nothing reads the world: time, randomness and crypto are ports', () => {
    expect(files.filter((file) => !impureFolders.includes(file.folder)).flatMap(impurities)).toEqual([]);
  });

  test('what a browser loads never reaches node:', () => {
    const starts = files.filter((file) => /\.(web|script)\.ts$|^src\/core\.ts$/.test(file.path));
    expect(starts.flatMap(pathsToNode)).toEqual([]);
  });
});

describe('the reader behind them', () => {
  test('finds every way to name a module', () => {
    const text = `import './a.ts'; import type { B } from './b.ts'; export * from './c.ts'; export { d } from './d.ts';
      const e = await import('./e.ts'); type F = import('./f.ts').F; const g = await import(e);`;
    expect(
      readSource(text)
        .imports.map((mention) => mention.name)
        .sort(),
    ).toEqual(['(computed)', './a.ts', './b.ts', './c.ts', './d.ts', './e.ts', './f.ts']);
  });

  test('finds globals, and only those', () => {
    const text = `interface Date2 {} type T = typeof globalThis; const { random } = Math; const x = Math.random();
      export function f(process: { now: Date }, o: { performance: number }) { return process.now ?? o.performance; }
      export const y = { Date: 1, setTimeout() {} }; export const z = new Date(); export class C { crypto = 1; }
      label: for (;;) break label; Math['random'](); Math.max(1, 2); setTimeout; export { x };`;
    expect(readSource(text).ambient.map(({ name, line }) => `${line} ${name}`)).toEqual([
      '1 Math.random',
      '1 Math.random',
      '3 Date',
      '4 Math.random',
      '4 Math',
      '4 setTimeout',
    ]);
  });
});

function upwardImports(file: SourceFile): string[] {
  if (entryFolders.includes(file.folder)) return [];
  const allowed = (mayImport[file.folder] ?? []).map((folder) => `src/${folder}`);
  return file.facts.imports
    .filter(isRelative)
    .map((mention) => ({ mention, folder: folderOf(targetOf(file, mention)) }))
    .filter(({ folder }) => folder !== file.folder && !allowed.includes(folder))
    .map(({ mention, folder }) => violation(file, mention, `${file.folder} may not import from ${folder} (law 1)`));
}

function foreignImports(file: SourceFile): string[] {
  const allowed = packages[file.folder] ?? [];
  return file.facts.imports
    .filter((mention) => !isRelative(mention))
    .filter(({ name }) => !allowed.some((one) => name === one || name.startsWith(one.endsWith(':') ? one : `${one}/`)))
    .map((mention) => violation(file, mention, `${file.folder} may not import '${mention.name}' (law 1)`));
}

function impurities(file: SourceFile): string[] {
  return file.facts.ambient
    .filter(({ name }) => !pureGlobals.has(name))
    .map((mention) => violation(file, mention, `reads the global ${mention.name} (law 2)`));
}

/** Each chain of imports by which `start` reaches a `node:` module. */
function pathsToNode(start: SourceFile): string[] {
  const seen = new Set<string>();
  const walk = (file: SourceFile, chain: string): string[] =>
    file.facts.imports.flatMap((mention) => {
      if (mention.name.startsWith('node:')) return [`${chain}:${mention.line} imports ${mention.name} (law 1)`];
      const target = isRelative(mention) ? filesByPath.get(targetOf(file, mention)) : undefined;
      if (target === undefined || seen.has(target.path)) return [];
      seen.add(target.path);
      return walk(target, `${chain} → ${target.path}`);
    });
  return walk(start, start.path);
}

function violation(file: SourceFile, mention: Mention, law: string): string {
  return `${file.path}:${mention.line} ${law}`;
}

function isRelative(mention: Mention): boolean {
  return mention.name.startsWith('.');
}

function targetOf(file: SourceFile, mention: Mention): string {
  return slashed(relative(root, resolve(root, dirname(file.path), mention.name)));
}

/** The folder whose row applies: two levels deep under src, one more for hosts; subfolders belong to their parent. */
function folderOf(path: string): string {
  const parts = dirname(path).split('/');
  if (parts[0] !== 'src') return parts[0]!;
  return parts.slice(0, parts[1] === 'hosts' ? 3 : 2).join('/');
}

function readFolder(name: string): SourceFile[] {
  const folder = join(root, name);
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .sort()
    .map((file) => slashed(join(name, file)))
    .map((path) => ({ path, folder: folderOf(path), facts: readSource(readFileSync(join(root, path), 'utf8')) }));
}

function slashed(path: string): string {
  return path.split(sep).join('/');
}
