// Starts one implementation for one test and returns its JSON.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');

export function implementations(extra = []) {
  const list = [];
  for (const f of [...readdirSync(join(ROOT, 'adapters')).filter((f) => f.endsWith('.mjs') && !f.startsWith('_')).map((f) => join(ROOT, 'adapters', f)), ...extra]) {
    list.push({ name: f.split('/').pop().replace(/\.mjs$/, ''), cmd: (t, p) => [process.execPath, '--expose-gc', join(ROOT, 'worker.mjs'), f, t, p] });
  }
  return list;
}
function busy() { const f = readFileSync('/proc/stat', 'utf8').split('\n')[0].trim().split(/\s+/).slice(1).map(Number); return { busy: (f[0] + f[1] + f[2] + f[5] + f[6]) / 100, steal: f[7] / 100 }; }
const cpuLine = (l) => { const m = /^(\d+)m([\d.]+)s (\d+)m([\d.]+)s$/.exec(l); return m ? +m[1] * 60 + +m[2] + +m[3] * 60 + +m[4] : null; };

// Wrapped in bash so that `times` gives the CPU of the whole child tree.
function start(cmd) { return spawn('bash', ['-c', 'ulimit -n $(ulimit -Hn); "$@"; rc=$?; times >&2; exit $rc', '_', ...cmd], { stdio: ['pipe', 'pipe', 'pipe'], detached: true }); }

// detached = own process group: a timeout ends the implementation too, not only the wrapping shell
const kill = (ch) => { try { process.kill(-ch.pid, 'SIGKILL'); } catch {} };
function noise(b0, t0, own) {
  const b1 = busy(), el = (Date.now() - t0) / 1000;
  return { wall: el, own_cpu: own, other_cores: Math.max(0, (b1.busy - b0.busy - own) / el), steal: (b1.steal - b0.steal) / el };
}
export function runOne(impl, test, params = {}, timeoutMs = 120000) {
  return new Promise((res) => {
    const b0 = busy(), t0 = Date.now();
    const ch = start(impl.cmd(test, JSON.stringify(params)));
    ch.stdin.end();
    let so = '', se = '';
    ch.stdout.on('data', (d) => { so += d; }); ch.stderr.on('data', (d) => { se = (se + d).slice(-4000); });
    const t = setTimeout(() => { kill(ch) }, timeoutMs);
    ch.on('close', () => {
      clearTimeout(t);
      const lines = se.trim().split('\n'); const own = cpuLine(lines.at(-1)) ?? 0;
      let r; for (const l of so.trim().split('\n')) { try { const o = JSON.parse(l); if (o.result || o.error) r = o; } catch {} }
      if (!r) r = { error: 'no result: ' + se.slice(-300) };
      res({ ...(r.result ?? {}), ...(r.error ? { error: String(r.error).slice(0, 300) } : {}), noise: noise(b0, t0, own) });
    });
  });
}
// Two processes; `a` offers and sends, `b` answers and receives. a and b may be different implementations.
export function runTwo(a, b, test, params = {}, timeoutMs = 60000) {
  return new Promise((res) => {
    const b0 = busy(), t0 = Date.now();
    const mk = (impl, role) => ({ impl, role, ch: start(impl.cmd(`peer:${role}:${test}`, JSON.stringify(params))), se: '' });
    const S = mk(a, 'send'), R = mk(b, 'recv'); let left = 2;
    const t = setTimeout(() => { for (const x of [S, R]) kill(x.ch) }, timeoutMs);
    for (const [x, y] of [[S, R], [R, S]]) {
      x.ch.stdin.on('error', () => {});
      x.ch.stderr.on('data', (d) => { x.se = (x.se + d).slice(-4000); });
      createInterface({ input: x.ch.stdout }).on('line', (l) => {
        let o; try { o = JSON.parse(l); } catch { return; }
        if (o.signal) y.ch.stdin.write(l + '\n'); else if (o.result) x.result = o.result; else if (o.error) { x.error = o.error; }
      });
      x.ch.on('close', () => {
        x.own = cpuLine(x.se.trim().split('\n').at(-1)) ?? 0;
        if (!x.result) { try { y.ch.stdin.end(); } catch {} ; setTimeout(() => { kill(y.ch) }, 3000).unref(); }
        if (--left) return;
        clearTimeout(t);
        const n = noise(b0, t0, S.own + R.own);
        const err = S.error ?? R.error ?? (S.result && R.result ? undefined : 'no result: ' + (S.se + R.se).slice(-300));
        if (err) return res({ error: String(err).slice(0, 300), noise: n });
        const s = S.result, r = R.result;
        res(test === 'latency' ? { median_us: s.median_us, p99_us: s.p99_us, min_us: s.min_us, noise: n }
          : { size: params.size, MBps: r.MBps, msgs_per_s: r.msgs_per_s, send_cores: s.cores, recv_cores: r.cores, cpu_s_per_GB: (s.cores + r.cores) / (r.MBps / 1000), noise: n });
      });
    }
  });
}
