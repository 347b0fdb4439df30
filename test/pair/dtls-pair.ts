import { fingerprintOf, generateCertificate } from '../../src/crypto/certificate.ts';
import type { LocalCertificate } from '../../src/crypto/certificate-types.ts';
import { DtlsEndpoint } from '../../src/dtls/endpoint.ts';
import type { DtlsNews, DtlsOptions, DtlsRole } from '../../src/dtls/types.ts';
import { createNodeCrypto } from '../../src/hosts/node/node-crypto.ts';
import type { Crypto, SigningKeyParameters } from '../../src/ports/crypto.ts';
import { utf8Of } from '../../src/util/bytes.ts';
import { seededRandom } from '../unit/crypto/seeded-random.ts';

export const nodeCrypto = createNodeCrypto({ deterministic: true });
export const ECDSA: SigningKeyParameters = { type: 'ecdsa', curve: 'p-256' };
export const RSA: SigningKeyParameters = { type: 'rsa', modulusBits: 2048, publicExponent: 65537 };

const certificates = new Map<string, LocalCertificate>();

/** A certificate per name and kind of key, generated once. */
export function certificateFor(name: string, parameters: SigningKeyParameters = ECDSA): LocalCertificate {
  const key = `${name} ${parameters.type}`;
  const known = certificates.get(key);
  if (known !== undefined) return known;
  const random = seededRandom(name.length + name.charCodeAt(0));
  const dates = { notBeforeUnixMs: 0, expiresUnixMs: 2e12 };
  const certificate = generateCertificate({ crypto: nodeCrypto, random, parameters, ...dates });
  certificates.set(key, certificate);
  return certificate;
}

export function fingerprintsOf(certificate: LocalCertificate): { algorithm: string; value: string }[] {
  return [{ algorithm: 'sha-256', value: fingerprintOf(nodeCrypto, 'sha-256', certificate.der) as string }];
}

export type SideOptions = Partial<Omit<DtlsOptions, 'sink' | 'receiver'>>;

/** One endpoint and everything it has emitted. */
export class Side {
  readonly endpoint: DtlsEndpoint;
  readonly certificate: LocalCertificate;
  readonly outbox: Uint8Array[] = [];
  readonly received: Uint8Array[] = [];
  readonly news: DtlsNews[] = [];
  readonly role: DtlsRole;
  masterSecret: Uint8Array | undefined;

  constructor(role: DtlsRole, options: SideOptions) {
    const crypto: Crypto = options.crypto ?? nodeCrypto;
    this.role = role;
    this.certificate = options.certificate ?? certificateFor(role);
    this.endpoint = new DtlsEndpoint({
      srtpProfiles: [],
      random: seededRandom(role === 'client' ? 11 : 22),
      onSecrets: ({ masterSecret }) => (this.masterSecret = masterSecret),
      ...options,
      crypto,
      certificate: this.certificate,
      // Packets are copied out: what they were cut from must not matter.
      sink: { headroomBytes: 0, tailroomBytes: 0, transmit: (packet) => this.outbox.push(packet.slice()) },
      receiver: { receive: (packet) => this.received.push(packet.slice()) },
    });
  }

  flush(now: number): Uint8Array[] {
    this.endpoint.flush(now);
    for (let news; (news = this.endpoint.pollEvent()) !== undefined;) this.news.push(news);
    return this.outbox.splice(0);
  }

  send(text: string | Uint8Array): void {
    const bytes = typeof text === 'string' ? utf8Of(text) : text;
    const { headroomBytes, tailroomBytes } = this.endpoint;
    const buffer = new Uint8Array(headroomBytes + bytes.length + tailroomBytes);
    buffer.set(bytes, headroomBytes);
    this.endpoint.transmit(buffer.subarray(headroomBytes, headroomBytes + bytes.length));
  }

  get texts(): string[] {
    return this.received.map((bytes) => new TextDecoder().decode(bytes));
  }

  get states(): string[] {
    return this.news.flatMap((news) => (news.type === 'state' ? [news.state] : []));
  }

  get errors(): Extract<DtlsNews, { type: 'error' }>[] {
    return this.news.filter((news) => news.type === 'error');
  }
}

/** What the network does with the n-th datagram from a side: what it gives back arrives, in that order. */
export type Link = (datagram: Uint8Array, from: DtlsRole, index: number) => Uint8Array[];

export interface PairOptions {
  readonly client?: SideOptions;
  readonly server?: SideOptions;
  readonly link?: Link;
  /** Default: both know the other's certificate from the start. */
  readonly fingerprints?: boolean;
}

/** Two endpoints on a link without latency, in time that moves only when nothing else can. */
export class DtlsPair {
  readonly client: Side;
  readonly server: Side;
  link: Link;
  now = 1000;
  readonly sent = { client: 0, server: 0 };

  constructor({ client = {}, server = {}, link = (datagram) => [datagram], fingerprints = true }: PairOptions = {}) {
    this.client = new Side('client', client);
    this.server = new Side('server', server);
    this.link = link;
    if (fingerprints) this.announce();
  }

  announce(): void {
    this.client.endpoint.setRemoteFingerprints(fingerprintsOf(this.server.certificate));
    this.server.endpoint.setRemoteFingerprints(fingerprintsOf(this.client.certificate));
  }

  start(): this {
    this.server.endpoint.start('server', this.now);
    this.client.endpoint.start('client', this.now);
    return this;
  }

  /** Carries datagrams to and fro until there are none. */
  exchange(): this {
    for (let turn = 0; turn < 200; turn++) {
      const forth = this.#carry(this.client, this.server);
      const back = this.#carry(this.server, this.client);
      if (forth + back === 0) return this;
    }
    throw new Error('The two sides never fall silent');
  }

  /** Lets time pass until both are connected, failed, or nothing is armed. */
  run(limitMs = 600_000): this {
    const end = this.now + limitMs;
    this.exchange();
    while (!this.isSettled) {
      const next = Math.min(this.client.endpoint.nextTimeout(), this.server.endpoint.nextTimeout());
      if (next > end) break;
      this.now = next;
      this.client.endpoint.handleTimeout(next);
      this.server.endpoint.handleTimeout(next);
      this.exchange();
    }
    return this;
  }

  connect(): this {
    return this.start().run();
  }

  get isConnected(): boolean {
    return this.client.endpoint.state === 'connected' && this.server.endpoint.state === 'connected';
  }

  get isSettled(): boolean {
    return this.client.endpoint.isQuiet && this.server.endpoint.isQuiet;
  }

  #carry(from: Side, to: Side): number {
    const datagrams = from.flush(this.now);
    for (const datagram of datagrams) {
      for (const arriving of this.link(datagram, from.role, this.sent[from.role]++)) {
        to.endpoint.receive(arriving.slice(), this.now);
      }
    }
    return datagrams.length;
  }
}
