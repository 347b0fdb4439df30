import { fork } from 'node:child_process';

import { HARNESS_STATUSES } from './results.mjs';

const START_SECONDS = 30;
const END_SECONDS = 3;
/** Beyond the harness's own limit, after which a page that still says nothing is stuck in a loop. */
const GRACE_SECONDS = 5;

/**
 * Runs one test in a process of its own.
 *
 * @param {{ id: string, file: string, query: string, isLong: boolean }} test
 * @param {{ page: string, wpt: string, host: string, timeoutMultiplier: number, isVerbose: boolean }} options
 * @returns {Promise<import('./results.mjs').FileResult>}
 */
export function runTest(test, options) {
  return new Promise((resolve) => new TestProcess(test, options, resolve));
}

class TestProcess {
  #child;
  #result = { h: 'CRASH', ms: 0, s: {}, msg: {} };
  #startedAt = performance.now();
  #limitSeconds;
  #isVerbose;
  #isDone = false;
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
    if (kind === 'start') this.#allow(this.#limitSeconds, 'blocked past its time limit');
    else if (kind === 'result') this.#record(payload);
    else if (kind === 'done') this.#finish(payload);
  }

  #record([name, code, message]) {
    const { s, msg } = this.#result;
    s[name] = code;
    if (message === undefined) delete msg[name];
    else msg[name] = message;
  }

  #finish({ status, message, results }) {
    this.#isDone = true;
    this.#result.h = HARNESS_STATUSES[status] ?? 'ERROR';
    if (message !== undefined) this.#result.m = message;
    for (const result of results) this.#record(result);
    this.#allow(END_SECONDS, '');
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
    this.#result.ms = Math.round(performance.now() - this.#startedAt);
    if (!this.#isDone) this.#result.m = `${this.#killedFor || 'process ended'} (${how}) ${this.#lastError()}`.trim();
    return this.#result;
  }

  #lastError() {
    const lines = this.#output.trim().split('\n');
    return lines.filter((line) => /error|fatal|terminate/i.test(line)).at(-1) ?? '';
  }
}
