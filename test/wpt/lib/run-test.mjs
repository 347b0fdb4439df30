import { fork } from 'node:child_process';
import { rmSync } from 'node:fs';

import { bundlePage } from './bundle.mjs';
import { ResultRecorder } from './result-recorder.mjs';

const START_SECONDS = 30;
const END_SECONDS = 3;
/** Beyond the harness's own limit, after which a page that still says nothing is stuck in a loop. */
const GRACE_SECONDS = 5;

/**
 * Runs tests, each in a process of its own.
 *
 * @param {{ wpt: string, host: string, timeoutMultiplier: number, isVerbose: boolean }} options
 * @returns {Promise<{ run: (test: Test) => Promise<import('./results.mjs').FileResult>, stop: () => void }>}
 * @typedef {{ id: string, file: string, query: string, isLong: boolean }} Test
 */
export async function startProcesses(options) {
  const { outfile: page, directory } = await bundlePage();
  return {
    run: (test) => new Promise((resolve) => new TestProcess(test, { ...options, page }, resolve)),
    stop: () => rmSync(directory, { recursive: true }),
  };
}

class TestProcess {
  #child;
  #recorder = new ResultRecorder();
  #limitSeconds;
  #isVerbose;
  #killedFor = '';
  #output = '';
  #timer;

  constructor(test, options, resolve) {
    this.#limitSeconds = (test.isLong ? 60 : 10) * options.timeoutMultiplier + GRACE_SECONDS;
    this.#isVerbose = options.isVerbose;
    this.#child = fork(options.page, [JSON.stringify({ ...test, ...options })], {
      execArgv: ['--expose-gc', '--no-warnings'],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      serialization: 'advanced',
    });
    this.#child.stdout.on('data', (data) => this.#hear(data));
    this.#child.stderr.on('data', (data) => this.#hear(data));
    this.#child.on('message', ([kind, payload]) => this.#receive(kind, payload));
    this.#child.on('close', (code, signal) => resolve(this.#end(signal ?? `code ${code}`)));
    this.#allow(START_SECONDS, 'did not start');
  }

  #receive(kind, payload) {
    this.#recorder.receive(kind, payload);
    if (kind === 'start') this.#allow(this.#limitSeconds, 'blocked past its time limit');
    else if (kind === 'done') this.#allow(END_SECONDS, '');
  }

  #allow(seconds, reason) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#killedFor = reason;
      this.#child.kill('SIGKILL');
    }, seconds * 1000);
  }

  #hear(data) {
    this.#output = (this.#output + data).slice(-4000);
    if (this.#isVerbose) process.stderr.write(data);
  }

  #end(how) {
    clearTimeout(this.#timer);
    return this.#recorder.result(`${this.#killedFor || 'process ended'} (${how}) ${this.#lastError()}`.trim());
  }

  #lastError() {
    const lines = this.#output.trim().split('\n');
    return lines.filter((line) => /error|fatal|terminate/i.test(line)).at(-1) ?? '';
  }
}
