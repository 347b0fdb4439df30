import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const WORDS = { P: 'pass', F: 'fail', T: 'timeout', N: 'notrun', X: 'precondition' };
const UNSORTED = 'unsorted';
/** Where a test's entry says how its harness ends, if not OK. */
const HARNESS = '(harness)';

/**
 * What is known not to pass: by test and subtest a line `status[|status]: reason`, or one for each host where they
 * differ. What has no line passes.
 *
 * @typedef {string | Record<string, string>} Lines
 */
export class Expectations {
  #file;
  #hosts;
  /** @type {Record<string, Record<string, Lines>>} */
  #tests;

  /** @param {readonly string[]} hosts Those that the file is for. */
  constructor(file, hosts) {
    this.#file = file;
    this.#hosts = hosts;
    this.#tests = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  }

  /** Lines that nobody has given a reason yet. */
  get unsorted() {
    return Object.entries(this.#tests).flatMap(([id, subtests]) =>
      Object.keys(subtests)
        .filter((name) => this.#hosts.some((host) => this.#reasonOf(id, name, host) === UNSORTED))
        .map((name) => `${id}: ${name}`),
    );
  }

  /**
   * Why tests do not pass on a host: for each reason how many subtests, and of which tests; the most frequent first.
   *
   * @returns {{ reason: string, count: number, ids: readonly string[] }[]}
   */
  reasons(host) {
    const reasons = new Map();
    for (const [id, subtests] of Object.entries(this.#tests)) {
      for (const name of Object.keys(subtests)) {
        const reason = name === HARNESS ? undefined : this.#reasonOf(id, name, host);
        if (reason === undefined) continue;
        const entry = reasons.get(reason) ?? { reason, count: 0, ids: new Set() };
        reasons.set(reason, entry);
        entry.count++;
        entry.ids.add(id);
      }
    }
    const sorted = [...reasons.values()].sort((a, b) => b.count - a.count);
    return sorted.map((entry) => ({ ...entry, ids: [...entry.ids] }));
  }

  /** What happened otherwise than expected, as sentences. Judges only the tests that were run. */
  judge({ files }, host) {
    return Object.entries(files).flatMap(([id, result]) => this.#judgeTest(id, result, host));
  }

  /** Makes the lines of the tests that were run those of this run; reasons stay. */
  update({ files }, host) {
    for (const [id, result] of Object.entries(files)) {
      const lines = this.#updatedLines(id, result, host);
      if (Object.keys(lines).length === 0) delete this.#tests[id];
      else this.#tests[id] = lines;
    }
    const sorted = Object.fromEntries(Object.entries(this.#tests).sort(([a], [b]) => (a < b ? -1 : 1)));
    writeFileSync(this.#file, `${JSON.stringify(sorted, null, 2)}\n`);
  }

  #judgeTest(id, result, host) {
    const happened = statusesOf(result);
    const known = Object.keys(this.#tests[id] ?? {}).filter((name) => this.#lineOf(id, name, host) !== undefined);
    const gone = known.filter((name) => happened[name] === undefined);
    const wrong = Object.entries(happened).filter(([name, status]) => !this.#isExpected(id, name, status, host));
    return [
      ...gone.map((name) => `${id}: "${name}" is expected but was not there`),
      ...wrong.map(([name, status]) => `${id}: "${name}" ${status}${because(result, name)}`),
    ];
  }

  #updatedLines(id, result, host) {
    const happened = statusesOf(result);
    const names = new Set([...Object.keys(this.#tests[id] ?? {}), ...Object.keys(happened)]);
    const lines = {};
    for (const name of names) {
      const others = this.#hosts
        .filter((other) => other !== host)
        .map((other) => [other, this.#lineOf(id, name, other)]);
      const merged = merge([...others, [host, this.#updatedLine(id, name, happened[name], host)]], this.#hosts);
      if (merged !== undefined) lines[name] = merged;
    }
    return lines;
  }

  #updatedLine(id, name, status = 'pass', host) {
    if (this.#isExpected(id, name, status, host)) return this.#lineOf(id, name, host);
    if (status === 'pass') return undefined;
    return `${status}: ${this.#knownReasonOf(id, name, host)}`;
  }

  /** Of this host, else of any other. */
  #knownReasonOf(id, name, host) {
    const reasons = [host, ...this.#hosts].map((one) => this.#reasonOf(id, name, one));
    return reasons.find((reason) => reason !== undefined) ?? UNSORTED;
  }

  #lineOf(id, name, host) {
    const lines = this.#tests[id]?.[name];
    return typeof lines === 'object' ? lines[host] : lines;
  }

  #reasonOf(id, name, host) {
    const line = this.#lineOf(id, name, host);
    return line && parse(line).reason;
  }

  #isExpected(id, name, status, host) {
    const line = this.#lineOf(id, name, host);
    return line === undefined ? status === 'pass' : parse(line).statuses.includes(status);
  }
}

/** Of every subtest, and of the harness as if it were one. */
function statusesOf({ h, s }) {
  const entries = Object.entries(s).map(([name, code]) => [name, WORDS[code]]);
  return { [HARNESS]: h === 'OK' ? 'pass' : h.toLowerCase(), ...Object.fromEntries(entries) };
}

/** One line if all hosts have the same, else one for each that has any. */
function merge(entries, hosts) {
  const lines = Object.fromEntries(entries.filter(([, line]) => line !== undefined));
  const distinct = new Set(Object.values(lines));
  if (distinct.size === 0) return undefined;
  if (distinct.size === 1 && Object.keys(lines).length === hosts.length) return [...distinct][0];
  return Object.fromEntries(hosts.filter((host) => host in lines).map((host) => [host, lines[host]]));
}

function parse(line) {
  const match = /^([a-z_|]+): (.+)$/s.exec(line);
  if (match === null) throw new Error(`Not an expectation: '${line}'`);
  return { statuses: match[1].split('|'), reason: match[2] };
}

function because(result, name) {
  const message = name === HARNESS ? result.m : result.msg?.[name];
  return message === undefined ? '' : ` (${message.split('\n')[0].slice(0, 160)})`;
}
