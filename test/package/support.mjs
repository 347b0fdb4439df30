import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));
export const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** A project of someone else, with the packed package in its node_modules and dependencies beside it. */
export class Consumer {
  constructor() {
    this.directory = mkdtempSync(join(tmpdir(), 'twinrtc-consumer-'));
    this.packageDirectory = join(this.directory, 'node_modules', 'twinrtc');
    this.files = this.#install();
    writeFileSync(join(this.directory, 'package.json'), '{ "type": "module", "private": true }');
  }

  write(name, text) {
    const path = join(this.directory, name);
    writeFileSync(path, text);
    return path;
  }

  /** Runs a module of this project in a Node of its own, which has to end by itself. */
  run(text, { flags = [], name = 'main.mjs' } = {}) {
    const result = spawnSync(process.execPath, [...flags, this.write(name, text)], {
      cwd: this.directory,
      encoding: 'utf8',
      timeout: 30_000,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    if (result.status !== 0)
      throw new Error(`exit ${result.status ?? result.signal}\n${result.stderr}${result.stdout}`);
    return result.stdout.trim();
  }

  remove() {
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** Unpacks what `npm pack` makes, as npm would, and links what package.json depends on: nothing else is there. */
  #install() {
    const options = { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] };
    const arguments_ = ['pack', '--json', '--ignore-scripts', '--pack-destination', this.directory];
    const [{ filename, files }] = JSON.parse(execFileSync('npm', arguments_, options));
    mkdirSync(this.packageDirectory, { recursive: true });
    execFileSync('tar', ['-xzf', join(this.directory, filename), '--strip-components=1', '-C', this.packageDirectory]);
    for (const name of [...Object.keys(manifest.dependencies), ...Object.keys(manifest.peerDependencies)]) {
      const link = join(this.directory, 'node_modules', name);
      mkdirSync(join(link, '..'), { recursive: true });
      symlinkSync(join(root, 'node_modules', name), link);
    }
    return files.map((file) => file.path);
  }
}
