import { HARNESS_STATUSES } from './results.mjs';

/** What a page reports of its test, whatever the page runs in. */
export class ResultRecorder {
  #result = { h: 'CRASH', ms: 0, s: {}, msg: {} };
  #startedAt = performance.now();
  #isDone = false;
  #crash = '';
  #wake = () => {};

  get isDone() {
    return this.#isDone;
  }

  receive(kind, payload) {
    if (kind === 'result') this.#record(payload);
    else if (kind === 'done') this.#finish(payload);
  }

  /** There will be no more. */
  crash(reason) {
    this.#crash = reason;
    this.#wake();
  }

  async isDoneWithin(ms) {
    if (this.#isDone || this.#crash !== '') return;
    let timer;
    await new Promise((resolve) => {
      this.#wake = resolve;
      timer = setTimeout(resolve, ms);
    });
    clearTimeout(timer);
  }

  /** @returns {import('./results.mjs').FileResult} */
  result(reasonIfNotDone) {
    this.#result.ms = Math.round(performance.now() - this.#startedAt);
    if (!this.#isDone) this.#result.m = this.#crash || reasonIfNotDone;
    return this.#result;
  }

  #record([name, code, message]) {
    const { s, msg } = this.#result;
    s[name] = code;
    if (message === undefined || message === null) delete msg[name];
    else msg[name] = message;
  }

  #finish({ status, message, results }) {
    this.#isDone = true;
    this.#result.h = HARNESS_STATUSES[status] ?? 'ERROR';
    if (message !== undefined && message !== null) this.#result.m = message;
    for (const result of results) this.#record(result);
    this.#wake();
  }
}
