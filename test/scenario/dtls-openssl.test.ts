import { X509Certificate, randomFillSync } from 'node:crypto';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { generateCertificate } from '../../src/crypto/certificate.ts';
import { DtlsEndpoint } from '../../src/dtls/endpoint.ts';
import type { DtlsNews, DtlsOptions, DtlsRole } from '../../src/dtls/types.ts';
import { createNodeCrypto } from '../../src/hosts/node/node-crypto.ts';
import { hexOf, textOfUtf8, utf8Of } from '../../src/util/bytes.ts';

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
const crypto = createNodeCrypto();
const random = { fill: (bytes: Uint8Array) => void randomFillSync(bytes) };
const EXPORTER_LABEL = 'EXTRACTOR-dtls_srtp';

describe.skipIf(!hasOpenssl)('with OpenSSL over loopback', () => {
  const folder = hasOpenssl ? mkdtempSync(join(tmpdir(), 'dtls-openssl-')) : '';
  const cleanups: (() => void)[] = [];
  afterEach(() => cleanups.splice(0).forEach((cleanup) => cleanup()));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const keyKinds = { ecdsa: ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'], rsa: ['rsa:2048'] };
  const cases = [
    { keyKind: 'ecdsa', suite: 'AES128-GCM-SHA256', group: 'X25519:P-256' },
    { keyKind: 'ecdsa', suite: 'AES256-GCM-SHA384', group: 'P-256' },
    { keyKind: 'ecdsa', suite: 'CHACHA20-POLY1305', group: 'X25519:P-256' },
    { keyKind: 'rsa', suite: 'AES128-GCM-SHA256', group: 'P-256' },
  ] as const;

  test.each(cases)('as its client: $keyKind, $suite, $group', async ({ keyKind, suite, group }) => {
    const certificate = opensslCertificate(keyKind);
    const cipher = `ECDHE-${keyKind.toUpperCase()}-${suite}`;
    const port = await freePort();
    // With -msg the server tells of the records it receives, and does not keep what it prints in a buffer.
    const server = openssl(
      ['s_server', '-dtls1_2', '-port', `${port}`, ...certificate.files, '-Verify', '1', '-cipher', cipher, '-4'],
      ['-groups', group, '-mtu', '600', '-msg'],
    );
    await server.prints('ACCEPT');
    const peer = await ourEnd('client', port, certificate.fingerprint);
    await exchangeWith(peer, server);
    peer.endpoint.close(performance.now());
    peer.turn();
    await server.prints(/<<<.*\s+15 fe fd 00 01/);
    expect(peer.endpoint.session?.srtpProfile).toBe(7);
  });

  test.each(cases)('as its server: $keyKind, $suite, $group', async ({ keyKind, suite, group }) => {
    const certificate = opensslCertificate(keyKind);
    const peer = await ourEnd('server', undefined, certificate.fingerprint, keyKind);
    const cipher = `ECDHE-${keyKind.toUpperCase()}-${suite}`;
    const client = openssl(
      ['s_client', '-dtls1_2', '-connect', `127.0.0.1:${peer.port}`, ...certificate.files, '-cipher', cipher],
      ['-groups', group],
    );
    await exchangeWith(peer, client);
    client.writes('Q\n');
    await peer.until(() => peer.endpoint.state === 'closed');
  });

  /** Text goes both ways, exported keys agree. */
  async function exchangeWith(peer: OurEnd, program: OpensslProgram): Promise<void> {
    await peer.until(() => peer.endpoint.state === 'connected');
    await program.prints(/Keying material: [0-9A-F]+\s/);
    peer.send('hello from here\n');
    await program.prints('hello from here');
    const exported = /Keying material: ([0-9A-F]+)/.exec(program.output)?.[1];
    expect(hexOf(peer.endpoint.exportKeyingMaterial(EXPORTER_LABEL, 60)).toUpperCase()).toBe(exported);
    program.writes('hello from OpenSSL\n');
    await peer.until(() => peer.received.includes('hello from OpenSSL\n'));
    expect(peer.news.filter((news) => news.type === 'error')).toEqual([]);
  }

  function opensslCertificate(keyKind: 'ecdsa' | 'rsa') {
    const [key, cert] = [join(folder, `${keyKind}.key`), join(folder, `${keyKind}.crt`)];
    const kind = ['-newkey', ...keyKinds[keyKind]];
    const made = spawnSync('openssl', [
      'req',
      '-x509',
      ...kind,
      '-nodes',
      '-subj',
      '/CN=t',
      '-keyout',
      key,
      '-out',
      cert,
    ]);
    expect(made.status).toBe(0);
    const value = new X509Certificate(readFileSync(cert)).fingerprint256;
    return { files: ['-key', key, '-cert', cert], fingerprint: { algorithm: 'sha-256', value } };
  }

  function openssl(...args: string[][]): OpensslProgram {
    const exporter = ['-keymatexport', EXPORTER_LABEL, '-keymatexportlen', '60', '-use_srtp', 'SRTP_AEAD_AES_128_GCM'];
    const child = spawn('openssl', [...args.flat(), ...exporter], { stdio: 'pipe' });
    cleanups.push(() => child.kill('SIGKILL'));
    return new OpensslProgram(child);
  }

  async function ourEnd(
    role: DtlsRole,
    remotePort: number | undefined,
    fingerprint: { algorithm: string; value: string },
    keyKind: 'ecdsa' | 'rsa' = 'ecdsa',
  ): Promise<OurEnd> {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    const end = new OurEnd(socket, remotePort, keyKind);
    cleanups.push(() => end.stop());
    end.endpoint.setRemoteFingerprints([fingerprint]);
    end.endpoint.start(role, performance.now());
    end.turn();
    return end;
  }
});

async function freePort(): Promise<number> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  return port;
}

class OpensslProgram {
  output = '';
  readonly #child: ChildProcess;

  constructor(child: ChildProcess) {
    this.#child = child;
    child.stdout?.on('data', (chunk) => (this.output += chunk));
    child.stderr?.on('data', (chunk) => (this.output += chunk));
  }

  writes(text: string): void {
    this.#child.stdin?.write(text);
  }

  async prints(text: string | RegExp): Promise<void> {
    while (this.output.search(text) < 0) {
      if (this.#child.exitCode !== null) throw new Error(`openssl ended: ${this.output}`);
      await Promise.race([
        once(this.#child.stdout!, 'data'),
        once(this.#child.stderr!, 'data'),
        once(this.#child, 'exit'),
      ]);
    }
  }
}

/** One endpoint on a UDP socket with a timer, as a driver would run it. */
class OurEnd {
  readonly endpoint: DtlsEndpoint;
  readonly received: string[] = [];
  readonly news: DtlsNews[] = [];
  readonly #socket: Socket;
  #remotePort: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #changed: () => void = () => {};

  constructor(socket: Socket, remotePort: number | undefined, keyKind: 'ecdsa' | 'rsa') {
    this.#socket = socket;
    this.#remotePort = remotePort;
    const parameters = {
      ecdsa: { type: 'ecdsa', curve: 'p-256' },
      rsa: { type: 'rsa', modulusBits: 2048, publicExponent: 65537 },
    } as const;
    const dates = { notBeforeUnixMs: Date.now() - 86_400_000, expiresUnixMs: Date.now() + 86_400_000 };
    const certificate = generateCertificate({ crypto, random, parameters: parameters[keyKind], ...dates });
    const sink: DtlsOptions['sink'] = {
      headroomBytes: 0,
      tailroomBytes: 0,
      transmit: (packet) => this.#transmit(packet),
    };
    const receiver = { receive: (packet: Uint8Array) => void this.received.push(textOfUtf8(packet)) };
    this.endpoint = new DtlsEndpoint({ crypto, random, certificate, sink, receiver, srtpProfiles: [7, 1] });
    socket.on('message', (datagram, from) => {
      this.#remotePort = from.port;
      this.endpoint.receive(new Uint8Array(datagram), performance.now());
      this.turn();
    });
  }

  get port(): number {
    return this.#socket.address().port;
  }

  send(text: string): void {
    const bytes = utf8Of(text);
    const { headroomBytes, tailroomBytes } = this.endpoint;
    const buffer = new Uint8Array(headroomBytes + bytes.length + tailroomBytes);
    buffer.set(bytes, headroomBytes);
    this.endpoint.transmit(buffer.subarray(headroomBytes, headroomBytes + bytes.length));
  }

  turn(): void {
    this.endpoint.flush(performance.now());
    for (let news; (news = this.endpoint.pollEvent()) !== undefined;) this.news.push(news);
    clearTimeout(this.#timer);
    const next = this.endpoint.nextTimeout();
    if (next !== Infinity) this.#timer = setTimeout(() => this.#timeOut(), next - performance.now() + 1);
    this.#changed();
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      const failure = this.news.find((news) => news.type === 'error');
      if (failure !== undefined) throw new Error(JSON.stringify(failure));
      await new Promise<void>((resolve) => (this.#changed = resolve));
    }
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#socket.close();
  }

  #transmit(packet: Uint8Array): void {
    if (this.#remotePort !== undefined) this.#socket.send(packet, this.#remotePort, '127.0.0.1');
  }

  #timeOut(): void {
    this.endpoint.handleTimeout(performance.now());
    this.turn();
  }
}
