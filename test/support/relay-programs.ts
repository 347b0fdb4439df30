import { execFile, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { CallReport } from './relayed-call.ts';

export const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
export const hasCoturn = spawnSync('turnserver', ['--version']).status === 0;

/** Calls through each of the servers, in a process that trusts the certificates of a PEM file. */
export async function relayedCallsTrusting(trusted: string, ...urls: readonly string[]): Promise<CallReport[]> {
  const args = ['--import', 'tsx', 'test/support/relayed-call-program.ts', ...urls];
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: trusted };
  const { stdout } = await promisify(execFile)(process.execPath, args, { env, timeout: 30_000 });
  return JSON.parse(stdout) as CallReport[];
}

/** A self-signed certificate for localhost and 127.0.0.1, as files and as text. */
export class TemporaryCertificate {
  readonly folder = mkdtempSync(join(tmpdir(), 'turn-'));
  readonly certificateFile = join(this.folder, 'certificate.pem');
  readonly keyFile = join(this.folder, 'key.pem');

  constructor() {
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', this.keyFile];
    const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
    const { status } = spawnSync('openssl', [
      'req',
      '-x509',
      ...key,
      '-out',
      this.certificateFile,
      '-days',
      '2',
      ...names,
    ]);
    if (status !== 0) throw new Error('openssl made no certificate');
  }

  get certificatePem(): string {
    return readFileSync(this.certificateFile, 'utf8');
  }

  get privateKeyPem(): string {
    return readFileSync(this.keyFile, 'utf8');
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Coturn at 127.0.0.1, for user `user` with password `secret`. */
export async function startCoturn(certificate: TemporaryCertificate) {
  const [port, tlsPort] = [await freePort(), await freePort()];
  const listening = ['--listening-ip=127.0.0.1', `--listening-port=${port}`, `--tls-listening-port=${tlsPort}`];
  const credentials = ['--lt-cred-mech', '--user=user:secret', '--realm=example.org'];
  const files = [`--cert=${certificate.certificateFile}`, `--pkey=${certificate.keyFile}`];
  const quiet = ['-n', '--no-dtls', '--no-cli', '--log-file=stdout', `--pidfile=${join(certificate.folder, 'pid')}`];
  const relay = ['--relay-ip=127.0.0.1', '--allow-loopback-peers', `--userdb=${join(certificate.folder, 'db')}`];
  const server = spawn('turnserver', [...quiet, ...listening, ...relay, ...credentials, ...files], { stdio: 'ignore' });
  await untilListening(port);
  return { port, tlsPort, stop: () => server.kill() };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function untilListening(port: number): Promise<void> {
  for (let attempts = 0; attempts < 100; attempts++) {
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
      socket.on('connect', () => socket.destroy());
    });
    if (isOpen) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`nothing listens at port ${port}`);
}
