/** The table of a run: a row a measure, a column an implementation. */

const rows = [
  ['connect, one pair', 'ms', 'connect', 'median_ms'],
  ['— slowest', 'ms', 'connect', 'max_ms'],
  ['— CPU per pair', 'ms', 'connect', 'cpu_ms_per_pair'],
  ['100 pairs at once', 'ms', 'concurrent', 'total_ms'],
  ['— RSS per open pair', 'KiB', 'concurrent', 'rss_kib_per_pair'],
  ['— idle CPU of all', '% core', 'concurrent', 'idle_cpu_pct'],
  ...[1024, 16384, 65536, 262144].flatMap((size) => [
    [`${size / 1024} KiB messages, one process`, 'MB/s', `tp1_${size}`, 'MBps'],
    ['— CPU per GB, both ends', 's', `tp1_${size}`, 'cpu_s_per_GB'],
    [`${size / 1024} KiB messages, two processes`, 'MB/s', `tp2_${size}`, 'MBps'],
    ['— CPU per GB, both ends', 's', `tp2_${size}`, 'cpu_s_per_GB'],
  ]),
  ['32 B messages, ordered, reliable', '1/s', 'rate_ordered', 'msgs_per_s'],
  ['32 B messages, unordered, no retransmission', '1/s', 'rate_unreliable', 'msgs_per_s'],
  ['64 B round trip, one process', 'µs', 'latency', 'median_us'],
  ['— 99th percentile', 'µs', 'latency', 'p99_us'],
  ['64 B round trip, two processes', 'µs', 'latency2', 'median_us'],
  ['— 99th percentile', 'µs', 'latency2', 'p99_us'],
];

export function tableOf(samples, names) {
  const header = [`| measure | unit | ${names.join(' | ')} |`, `|---|---|${names.map(() => '--:').join('|')}|`];
  const body = rows
    .filter(([, , test]) => samples[test] !== undefined)
    .map(([label, unit, test, key]) => {
      const cells = names.map((name) => cell(samples[test][name] ?? [], key));
      return `| ${label} | ${unit} | ${cells.join(' | ')} |`;
    });
  return [...header, ...body].join('\n');
}

function cell(samples, key) {
  // An implementation that refuses a message size has sent nothing.
  if (samples.some(({ error, MBps, send_errors: refused }) => error !== undefined || (refused > 50 && !MBps)))
    return '–';
  const values = samples.map((sample) => sample[key]).sort((a, b) => a - b);
  if (values.length === 0) return '–';
  const median = (values[(values.length - 1) >> 1] + values[values.length >> 1]) / 2;
  if (values.length === 1) return format(median);
  return `${format(median)} (${format(values[0])}–${format(values.at(-1))})`;
}

function format(value) {
  return value >= 100 ? String(Math.round(value)) : value.toFixed(value < 10 ? 1 : 0);
}
