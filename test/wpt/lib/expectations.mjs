import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const WORDS = { P: 'pass', F: 'fail', T: 'timeout', N: 'notrun', X: 'precondition' };
export const UNSORTED = 'unsorted';
/** Where a test's entry says how its harness ends, if not OK. */
const HARNESS = '(harness)';

/**
 * What is known not to pass: by test and subtest a line `status[|status] [on HOST]: reason`. What has no line passes.
 *
 * @typedef {{ statuses: readonly string[], host: string | undefined, reason: string }} Expectation
 */
export class Expectations {
  #file;
  /** @type {Record<string, Record<string, string>>} */
  #lines;

  constructor(file) {
    this.#file = file;
    this.#lines = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  }

  /** Lines that nobody has given a reason yet. */
  get unsorted() {
    const tests = Object.entries(this.#lines);
    return tests.flatMap(([id, lines]) =>
      Object.entries(lines)
        .filter(([, line]) => parse(line).reason === UNSORTED)
        .map(([name]) => `${id}: ${name}`),
    );
  }

  /** What happened otherwise than expected, as sentences. Judges only the tests that were run. */
  judge({ files }, host) {
    return Object.entries(files).flatMap(([id, result]) => this.#judgeFile(id, result, host));
  }

  /** Makes the lines of the tests that were run those of this run; reasons stay. */
  update({ files }, host) {
    for (const [id, result] of Object.entries(files)) {
      const lines = this.#updatedLines(id, result, host);
      if (Object.keys(lines).length === 0) delete this.#lines[id];
      else this.#lines[id] = lines;
    }
    const sorted = Object.fromEntries(Object.entries(this.#lines).sort(([a], [b]) => (a < b ? -1 : 1)));
    writeFileSync(this.#file, `${JSON.stringify(sorted, null, 2)}\n`);
  }

  #judgeFile(id, result, host) {
    const happened = statusesOf(result);
    const lines = this.#lines[id] ?? {};
    const known = Object.keys(lines).filter((name) => isFor(parse(lines[name]), host));
    const gone = known.filter((name) => happened[name] === undefined);
    const wrong = Object.entries(happened).filter(([name, status]) => !isExpected(lines[name], status, host));
    return [
      ...gone.map((name) => `${id}: "${name}" is expected but was not there`),
      ...wrong.map(([name, status]) => `${id}: "${name}" ${status}${because(result, name)}`),
    ];
  }

  #updatedLines(id, result, host) {
    const former = this.#lines[id] ?? {};
    const lines = {};
    for (const [name, line] of Object.entries(former)) if (!isFor(parse(line), host)) lines[name] = line;
    for (const [name, status] of Object.entries(statusesOf(result))) {
      const line = former[name];
      if (line !== undefined && isExpected(line, status, host)) lines[name] = line;
      else if (status !== 'pass') lines[name] = `${status}: ${line === undefined ? UNSORTED : parse(line).reason}`;
    }
    return lines;
  }
}

/** Of every subtest, and of the harness as if it were one. */
function statusesOf({ h, s }) {
  const entries = Object.entries(s).map(([name, code]) => [name, WORDS[code]]);
  return { [HARNESS]: h === 'OK' ? 'pass' : h.toLowerCase(), ...Object.fromEntries(entries) };
}

function isExpected(line, status, host) {
  const expectation = line === undefined ? undefined : parse(line);
  if (expectation === undefined || !isFor(expectation, host)) return status === 'pass';
  return expectation.statuses.includes(status);
}

function isFor(expectation, host) {
  return expectation.host === undefined || expectation.host === host;
}

/** @returns {Expectation} */
function parse(line) {
  const match = /^([a-z_|]+)(?: on (\w+))?: (.+)$/s.exec(line);
  if (match === null) throw new Error(`Not an expectation: '${line}'`);
  return { statuses: match[1].split('|'), host: match[2], reason: match[3] };
}

function because(result, name) {
  const message = name === HARNESS ? result.m : result.msg?.[name];
  return message === undefined ? '' : ` (${message.split('\n')[0].slice(0, 160)})`;
}
