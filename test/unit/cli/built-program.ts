import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../../../', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

/** The program, built as the package has it, in a directory of its own: what is beside it in the repository is not there. */
export class BuiltProgram {
  readonly directory = mkdtempSync(join(tmpdir(), 'twinrtc-program-'));

  async build(): Promise<void> {
    writeFileSync(join(this.directory, 'package.json'), '{ "type": "module", "version": "0.0.0" }');
    const source = (path: string): string => join(root, 'src/cli', path);
    await build({
      entryPoints: { cli: source('main.ts'), 'explore-worker': source('exploration/worker.ts') },
      outdir: join(this.directory, 'dist/node'),
      bundle: true,
      splitting: true,
      platform: 'node',
      format: 'esm',
      target: 'es2022',
      logLevel: 'silent',
    });
  }

  /** Somebody's project with these packages, borrowed from ours, and nothing else. Gives its directory. */
  project(name: string, packages: readonly string[], files: Readonly<Record<string, string>>): string {
    const directory = join(this.directory, name);
    mkdirSync(join(directory, 'node_modules'), { recursive: true });
    writeFileSync(join(directory, 'package.json'), '{ "type": "module" }');
    for (const one of packages) symlinkSync(join(root, 'node_modules', one), join(directory, 'node_modules', one));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), text);
    }
    return directory;
  }

  /** Runs it as a user in that directory does. */
  run(cwd: string, ...args: readonly string[]): Promise<Ended> {
    const child = spawn(process.execPath, [join(this.directory, 'dist/node/cli.js'), ...args], { cwd });
    let [output, errors] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
    return new Promise((resolve, reject) => {
      child.on('error', reject).on('close', (code) => resolve({ code, output, errors }));
    });
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
