// node bench/run.mjs [--reps 3] [--only werift,wrtc] [--tests connect,latency] [--adapter path/to/new.mjs]... [--quick] [--cross a:b]
// Interleaved: for each repetition, for each test, every implementation in turn. Prints one table; JSON to results/.
import { writeFileSync, readFileSync, mkdirSync } from 'node:fs';
import os from 'node:os';
import { implementations, runOne, runTwo, ROOT } from './lib/runner.mjs';
const argv = process.argv.slice(2);
const opt = (n, d) => { const i = argv.indexOf('--' + n); return i < 0 ? d : argv[i + 1]; };
const adapters = argv.flatMap((a, i) => (a === '--adapter' ? [argv[i + 1]] : []));
const quick = argv.includes('--quick');
let reps = +opt('reps', quick ? 1 : 3); const secs = +opt('seconds', quick ? 1.5 : 3);
let impls = implementations(adapters);
if (opt('only')) impls = impls.filter((x) => opt('only').split(',').includes(x.name));
let tune = {}; try { tune = JSON.parse(readFileSync(ROOT + '/tune.json')); } catch {}
const highFor = (impl, size) => tune[impl.name]?.[size] ?? impl.high?.[size];
const sizeFor = (impl, size) => (size === 65536 && impl.maxMessage < size ? impl.maxMessage : size);
const prm = (impl, size, extra = {}) => { const h = highFor(impl, size); return { size: sizeFor(impl, size), seconds: secs, warmup: 1, ...(h ? { high: h } : {}), ...extra }; };
const tooBig = (impl, size) => sizeFor(impl, size) > (impl.maxMessage ?? Infinity);
const T = {
  connect: (i) => runOne(i, 'connect', { n: quick ? 10 : 50 }),
  concurrent: (i) => runOne(i, 'concurrent', { n: quick ? 20 : 100 }, 90000),
  latency: (i) => runOne(i, 'latency', { rounds: quick ? 1000 : 5000 }),
  latency2: (i) => runTwo(i, i, 'latency', { rounds: quick ? 1000 : 5000 }),
};
for (const s of [1024, 16384, 65536, 262144]) {
  T['tp1_' + s] = (i) => (tooBig(i, s) ? { error: 'message too large for this API' } : runOne(i, 'throughput', prm(i, s), 40000));
  T['tp2_' + s] = (i) => (tooBig(i, s) ? { error: 'message too large for this API' } : runTwo(i, i, 'throughput', prm(i, s), 40000));
}
T.rate_ordered = (i) => runOne(i, 'throughput', prm(i, 32), 40000);
T.rate_unreliable = (i) => runOne(i, 'throughput', prm(i, 32, { ordered: false, maxRetransmits: 0 }), 40000);
const only = opt('tests')?.split(',');
const names = Object.keys(T).filter((t) => !only || only.some((o) => t.startsWith(o)));
const raw = {}; const started = new Date().toISOString();
mkdirSync(ROOT + '/results', { recursive: true });
const file = `${ROOT}/results/${opt('render') ?? opt('out', 'run-' + started.replace(/[:.]/g, '-'))}.json`;
// --render name: print the table of an earlier run again, measuring nothing
const again = opt('render') && JSON.parse(readFileSync(`${ROOT}/results/${opt('render')}.json`));
if (again) { Object.assign(raw, again.raw); reps = again.reps; }
else for (let r = 0; r < reps; r++) for (const t of names) for (const i of impls) {
  let x; try { x = await T[t](i); } catch (e) { x = { error: String(e) }; }
  ((raw[t] ??= {})[i.name] ??= []).push(x);
  const n = x.noise ? ` others ${x.noise.other_cores.toFixed(2)} cores` : '';
  console.error(`[${r + 1}/${reps}] ${t.padEnd(16)} ${i.name.padEnd(17)} ${x.error ? 'ERR ' + x.error.slice(0, 80) : (x.MBps?.toFixed(2) ?? x.median_us?.toFixed(0) ?? x.median_ms?.toFixed(2))}${n}`);
  writeFileSync(file, JSON.stringify({ started, node: process.version, cpu: os.cpus()[0].model, cores: os.cpus().length, reps, seconds: secs, tune, raw }, null, 1));
}
export const rows = [
  ['connect, one pair', 'ms', 'connect', 'median_ms', 1], ['  worst of 50', 'ms', 'connect', 'max_ms', 0], ['  CPU per pair', 'ms', 'connect', 'cpu_ms_per_pair', 1],
  ['100 pairs at once, total', 'ms', 'concurrent', 'total_ms', 0], ['  RSS per open pair', 'KiB', 'concurrent', 'rss_kib_per_pair', 0], ['  pairs opened', '', 'concurrent', 'opened', 0], ['  idle CPU of 100 open pairs', '% core', 'concurrent', 'idle_cpu_pct', 1],
  ...[1024, 16384, 65536, 262144].flatMap((s) => [[`throughput ${s >= 1024 ? s / 1024 + ' KiB' : s}, one process`, 'MB/s', 'tp1_' + s, 'MBps', 1], ['  CPU per GB, both ends', 's', 'tp1_' + s, 'cpu_s_per_GB', 1], [`throughput ${s / 1024} KiB, two processes`, 'MB/s', 'tp2_' + s, 'MBps', 1], ['  CPU per GB, both ends', 's', 'tp2_' + s, 'cpu_s_per_GB', 1]]),
  ['32 B ordered reliable', 'msg/s', 'rate_ordered', 'msgs_per_s', 0], ['  CPU per message', 'µs', 'rate_ordered', 'cpu_us_per_msg', 1], ['32 B unordered, 0 rtx (delivered)', 'msg/s', 'rate_unreliable', 'msgs_per_s', 0], ['  CPU per message', 'µs', 'rate_unreliable', 'cpu_us_per_msg', 1],
  ['64 B round trip, one process, median', 'µs', 'latency', 'median_us', 0], ['  p99', 'µs', 'latency', 'p99_us', 0], ['  fastest', 'µs', 'latency', 'min_us', 0], ['  CPU per round trip', 'µs', 'latency', 'cpu_us_per_round', 0], ['64 B round trip, two processes, median', 'µs', 'latency2', 'median_us', 0], ['  p99', 'µs', 'latency2', 'p99_us', 0],
];
const fmt = (v, d) => (v >= 1000 ? String(Math.round(v)) : v >= 100 ? v.toFixed(Math.min(d, 0)) : v.toFixed(v !== 0 && Math.abs(v) < 1 ? Math.max(d, 2) : d));
function cell(t, name, key, d) {
  if ((raw[t]?.[name] ?? []).some((x) => x.send_errors > 50 && !x.MBps)) return 'n/a';  // refused: over max-message-size
  const xs = (raw[t]?.[name] ?? []).map((x) => x[key]).filter((v) => typeof v === 'number' && isFinite(v)).sort((a, b) => a - b);
  if (!xs.length) { const e = raw[t]?.[name]?.[0]?.error; return e ? (/too large|max-message-size|no result/.test(e) ? 'n/a' : 'fail') : '-'; }
  const h = xs.length >> 1, m = xs.length % 2 ? xs[h] : (xs[h - 1] + xs[h]) / 2;
  return xs.length > 1 ? `${fmt(m, d)} (${fmt(xs[0], d)}–${fmt(xs.at(-1), d)})` : fmt(m, d);
}
const used = rows.filter((r) => raw[r[2]]);
const table = ['| measure | unit | ' + impls.map((i) => i.name).join(' | ') + ' |', '|---|---|' + impls.map(() => '---').join('|') + '|', ...used.map(([l, u, t, k, d]) => `| ${l} | ${u} | ${impls.map((i) => cell(t, i.name, k, d)).join(' | ')} |`)].join('\n');
const others = Object.values(raw).flatMap((o) => Object.values(o).flat()).map((x) => x.noise?.other_cores).filter((x) => x !== undefined).sort((a, b) => a - b);
const steal = Object.values(raw).flatMap((o) => Object.values(o).flat()).map((x) => x.noise?.steal).filter((x) => x !== undefined).sort((a, b) => a - b);
const tail = others.length ? `\nmedian (min–max) of ${reps} interleaved repetitions. CPU taken by other processes meanwhile, in cores of ${os.cpus().length}: median ${others[others.length >> 1].toFixed(2)}, p90 ${others[Math.floor(others.length * 0.9)].toFixed(2)}; steal median ${steal[steal.length >> 1].toFixed(2)}.` : '';
writeFileSync(file.replace(/json$/, 'md'), table + '\n' + tail + '\n');
console.log(table + '\n' + tail + '\n' + file);
