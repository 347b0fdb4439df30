/** The package as its users get it: packed, unpacked elsewhere, and tried from outside. Needs `npm run build`. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import vm from 'node:vm';
import { build } from 'esbuild';
import { publint } from 'publint';

import { Consumer, manifest, root } from './support.mjs';

const entries = Object.keys(manifest.exports).filter((name) => name !== './package.json');
const specifierOf = (entry) => entry.replace('.', 'twinrtc');

/** @type {Consumer} */
let consumer;
before(() => (consumer = new Consumer()));
after(() => consumer.remove());

describe('the tarball', () => {
  test('holds the built package and nothing else', () => {
    const strangers = consumer.files.filter(
      (path) => !/^(dist\/|(README|CHANGELOG)\.md$|LICENSE$|package\.json$)/.test(path),
    );
    assert.deepEqual(strangers, []);
  });

  test('has every file that package.json names', () => {
    const named = Object.values(manifest.exports).flatMap((one) =>
      typeof one === 'string' ? one : Object.values(one),
    );
    for (const path of [...named, manifest.unpkg, manifest.jsdelivr, manifest.bin.twinrtc, ...manifest.sideEffects])
      assert.ok(consumer.files.includes(path.replace('./', '')), path);
  });

  test('names no place of the machine it was built on', () => {
    for (const path of consumer.files)
      assert.ok(!readFileSync(join(consumer.packageDirectory, path), 'utf8').includes(root), path);
  });

  test('pleases publint', async () => {
    const { messages } = await publint({ pkgDir: root, strict: true });
    assert.deepEqual(messages, []);
  });
});

describe('in Node', () => {
  for (const entry of entries) {
    const specifier = specifierOf(entry);

    test(`import '${specifier}' works, and lets the process end`, () => {
      const names = JSON.parse(
        consumer.run(`import * as it from '${specifier}'; console.log(JSON.stringify(Object.keys(it)));`),
      );
      assert.equal(names.length > 0, entry !== './polyfill');
    });

    test(`require('${specifier}') works`, () => {
      consumer.run(`require('${specifier}');`, { name: 'main.cjs', flags: ['--no-warnings'] });
    });
  }

  test('the polyfill makes the interfaces global; install() does so until uninstalled', () => {
    const seen = consumer.run(`
      import { install } from 'twinrtc/install';
      import * as twinrtc from 'twinrtc';
      const before = Object.getOwnPropertyNames(globalThis).length;
      const uninstall = install();
      const during = globalThis.RTCPeerConnection === twinrtc.RTCPeerConnection;
      uninstall();
      const after = Object.getOwnPropertyNames(globalThis).length === before && !('RTCPeerConnection' in globalThis);
      await import('twinrtc/polyfill');
      console.log(during, after, globalThis.RTCPeerConnection === twinrtc.RTCPeerConnection);`);
    assert.equal(seen, 'true true true');
  });

  test('the program twinrtc says which version it is, what it can do, and what it does not understand', () => {
    const program = join(consumer.packageDirectory, manifest.bin.twinrtc);
    const run = (...args) => spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' });
    assert.match(readFileSync(program, 'utf8'), /^#!\/usr\/bin\/env node\n/);
    assert.equal(run('--version').stdout, `${manifest.version}\n`);
    assert.match(run('--help').stdout, /usage: twinrtc <command>/);
    assert.deepEqual([run('--help').status, run('juggle').status, run('diff', 'missing', 'missing').status], [0, 2, 1]);
  });

  test('two connections talk over UDP', () => {
    assert.equal(consumer.run(`import { RTCPeerConnection } from 'twinrtc'; ${conversation}`), 'hello');
  });

  test('two connections talk over a simulated network', () => {
    const text = `
      import { SimulatedNetwork } from 'twinrtc/sim';
      const { RTCPeerConnection } = new SimulatedNetwork({ seed: 1, latencyMs: 20 }).host('alice');
      ${conversation}`;
    assert.equal(consumer.run(text), 'hello');
  });
});

describe('the program', () => {
  const scenario = `
    import type { Scenario } from 'twinrtc/testing';
    const scenario: Scenario = async ({ oracle, hosts: [alice] }) => {
      const connection = new alice.RTCPeerConnection();
      oracle.eventually('connected', () => connection.connectionState === 'connected');
    };
    export default scenario;`;

  test('explores a scenario in TypeScript, on threads, and prints a test of what fails', () => {
    const path = consumer.write('lonely.ts', scenario);
    const program = join(consumer.packageDirectory, 'dist/node/cli.js');
    const args = ['explore', path, '--seeds', '1..3', '--jobs', '1', '--stop-after', '1'];
    // The root's tsx or esbuild reads TypeScript where Node does not.
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], { cwd: root, encoding: 'utf8' });
    assert.equal(status, 1, stderr);
    assert.match(stdout, /^seed 1: broken at [\d.]+ s: liveness: .*: connected\n/);
    assert.match(stdout, /await replay\(scenario, \{\n {4}seed: 1,/);
  });
});

describe('in a browser', () => {
  for (const entry of entries.filter((name) => 'browser' in manifest.exports[name])) {
    const specifier = specifierOf(entry);

    test(`a bundler finds '${specifier}', nothing of Node in it, and the same names`, async () => {
      const inNode = consumer.run(namesOf(specifier));
      const bundled = await bundle(namesOf(specifier));
      assert.equal(consumer.run(bundled.text, { name: 'bundled.mjs' }), inNode);
      assert.deepEqual(
        bundled.inputs.filter((path) => path.includes('dist/node/')),
        [],
      );
    });
  }

  test('the script tag’s file defines one global, and needs nothing of Node', () => {
    const code = readFileSync(join(consumer.packageDirectory, 'dist/twinrtc.iife.js'), 'utf8');
    const window = browserLikeGlobals();
    vm.runInNewContext(code, window);
    assert.deepEqual(
      Object.keys(window).filter((name) => !(name in browserLikeGlobals())),
      ['twinrtc'],
    );
    for (const name of ['RTCPeerConnection', 'SimulatedNetwork', 'install'])
      assert.equal(typeof window.twinrtc[name], 'function');
  });
});

describe('types', () => {
  for (const [module, moduleResolution] of [
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ]) {
    test(`compile under strict, with moduleResolution ${moduleResolution} and without Node's types`, () => {
      consumer.write('types.ts', readFileSync(new URL('types-sample.ts', import.meta.url), 'utf8'));
      const options = {
        strict: true,
        noEmit: true,
        target: 'es2022',
        lib: ['es2023', 'esnext.disposable', 'dom'],
        types: [],
        module,
        moduleResolution,
      };
      const project = consumer.write(
        'tsconfig.json',
        JSON.stringify({ compilerOptions: options, files: ['types.ts'] }),
      );
      const compiler = join(root, 'node_modules/@typescript/native/bin/tsc');
      const { status, stdout } = spawnSync(process.execPath, [compiler, '-p', project], { encoding: 'utf8' });
      assert.equal(status, 0, stdout);
    });
  }
});

/** Says 'hello' from one RTCPeerConnection to another and prints what arrived. */
const conversation = `
  const [a, b] = [new RTCPeerConnection(), new RTCPeerConnection()];
  a.onicecandidate = ({ candidate }) => b.addIceCandidate(candidate ?? undefined);
  b.onicecandidate = ({ candidate }) => a.addIceCandidate(candidate ?? undefined);
  const channel = a.createDataChannel('chat');
  channel.onopen = () => channel.send('hello');
  const arrived = new Promise((resolve) => {
    b.ondatachannel = (event) => { event.channel.onmessage = ({ data }) => resolve(data); };
  });
  await a.setLocalDescription();
  await b.setRemoteDescription(a.localDescription);
  await b.setLocalDescription();
  await a.setRemoteDescription(b.localDescription);
  console.log(await arrived);
  a.close();
  b.close();`;

/** The maker of a platform's own host is named after the platform. */
const platformless = String((name) => name.replace(/^create(Node|Web)Host$/, 'create…Host'));

function namesOf(specifier) {
  return `import * as it from '${specifier}'; console.log(JSON.stringify(Object.keys(it).map(${platformless}).sort()));`;
}

async function bundle(text) {
  const result = await build({
    stdin: { contents: text, resolveDir: consumer.directory, sourcefile: 'main.js' },
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'browser',
    logLevel: 'silent',
  });
  return { text: result.outputFiles[0].text, inputs: Object.keys(result.metafile.inputs) };
}

/** The part of a browser's global object that the package counts on. */
function browserLikeGlobals() {
  const names = [
    'EventTarget',
    'Event',
    'MessageEvent',
    'DOMException',
    'Blob',
    'MessageChannel',
    'TextEncoder',
    'TextDecoder',
  ];
  const more = ['performance', 'crypto', 'setTimeout', 'clearTimeout', 'queueMicrotask', 'console'];
  return Object.fromEntries([...names, ...more].map((name) => [name, globalThis[name]]));
}
