/** Starts an implementation for one test and reads its result. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const directory = fileURLToPath(new URL('..', import.meta.url));

/** Every adapter of bench/adapters, but for those whose name begins with an underscore. */
export function implementations() {
  const files = readdirSync(`${directory}adapters`).filter((file) => /^[^_].*\.mjs$/.test(file));
  return files.map((file) => ({ name: file.replace(/\.mjs$/, ''), adapter: `${directory}adapters/${file}` }));
}

/** Both peers in one process. */
export async function runOne(implementation, test, parameters = {}, timeoutMs = 120_000) {
  return measured(async (children) => {
    const child = start(children, implementation, test, parameters, timeoutMs);
    child.stdin.end();
    const { result, error } = await outcomeOf(child);
    return error === undefined ? result : { ...result, error };
  });
}

/** A process for each peer; `sender` offers, `receiver` answers and counts. */
export async function runTwo(sender, receiver, test, parameters = {}, timeoutMs = 60_000) {
  return measured(async (children) => {
    const send = start(children, sender, `peer:send:${test}`, parameters, timeoutMs);
    const receive = start(children, receiver, `peer:recv:${test}`, parameters, timeoutMs);
    const outcomes = await Promise.all([outcomeOf(send, receive), outcomeOf(receive, send)]);
    const error = outcomes.find((outcome) => outcome.error !== undefined)?.error;
    if (error !== undefined) return { error };
    const [s, r] = outcomes.map(({ result }) => result);
    return test === 'latency' ? s : { ...r, cpu_s_per_GB: (s.cores + r.cores) / (r.MBps / 1000) };
  });
}

function start(children, implementation, test, parameters, timeoutMs) {
  const worker = `${directory}worker.mjs`;
  const child = spawn(process.execPath, [
    ...['--expose-gc', worker, implementation.adapter, test, JSON.stringify(parameters)],
  ]);
  const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
  child.on('close', () => clearTimeout(timer));
  child.stdin.on('error', () => {});
  children.push(child);
  return child;
}

/** The line with the result; lines of signalling go to the other process. */
function outcomeOf(child, other) {
  return new Promise((resolve) => {
    let outcome;
    let complaints = '';
    child.stderr.on('data', (text) => (complaints = (complaints + text).slice(-300)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (!line.startsWith('{')) return;
      const message = JSON.parse(line);
      if (message.signal) other?.stdin.write(`${line}\n`);
      else outcome = message;
    });
    child.on('close', () => {
      if (outcome?.result === undefined) other?.kill('SIGKILL');
      resolve(outcome ?? { error: `no result: ${complaints}` });
    });
  });
}

/** Adds what other processes took of the machine meanwhile, in cores: how far a figure is to be trusted. */
async function measured(run) {
  const children = [];
  const [busyBefore, started] = [busySeconds(), performance.now()];
  const own = process.resourceUsage();
  const result = await run(children);
  const seconds = (performance.now() - started) / 1000;
  const mine = (process.resourceUsage().userCPUTime - own.userCPUTime) / 1e6;
  return { ...result, busy_cores: Math.max(0, (busySeconds() - busyBefore - mine) / seconds) };
}

/** Of all cores, since boot. */
function busySeconds() {
  const [user, nice, system, , , irq, softirq] = readFileSync('/proc/stat', 'utf8')
    .split('\n', 1)[0]
    .split(/\s+/)
    .slice(1)
    .map(Number);
  return (user + nice + system + irq + softirq) / 100;
}
