import { portableCrypto } from '../../../src/crypto/portable-crypto.ts';
import type { SocketAddress } from '../../../src/ports/network.ts';
import { AttributeType } from '../../../src/stun/attribute-type.ts';
import { longTermKey } from '../../../src/stun/long-term-key.ts';
import { readStunMessage, type StunMessage } from '../../../src/stun/message.ts';
import { StunMessageWriter } from '../../../src/stun/message-writer.ts';
import { isChannelData } from '../../../src/turn/channel-data.ts';
import { TurnClient } from '../../../src/turn/client.ts';
import type { TurnClientOptions, TurnNews } from '../../../src/turn/types.ts';

export const RELAYED: SocketAddress = { address: '192.0.2.15', port: 50_000 };
export const MAPPED: SocketAddress = { address: '198.51.100.7', port: 40_000 };
export const PEER: SocketAddress = { address: '203.0.113.5', port: 7000 };

const REALM = 'example.org';
const KEY = longTermKey(portableCrypto, 'md5', { username: 'user', realm: REALM, password: 'secret' });

/** A client whose clock is moved by hand, and a server that says what the test tells it to. */
export class ScriptedTurn {
  readonly client: TurnClient;
  readonly received: { packet: string; from: SocketAddress; at: number }[] = [];
  readonly news: TurnNews[] = [];
  now = 0;
  nonce = 'first';
  #sent: Uint8Array[] = [];

  constructor(options: Partial<TurnClientOptions> = {}) {
    let draws = 0;
    this.client = new TurnClient({
      crypto: portableCrypto,
      random: { fill: (bytes) => bytes.fill(++draws) },
      username: 'user',
      password: 'secret',
      isReliable: false,
      transmit: (message) => this.#sent.push(message),
      receiver: (packet, from, at) => this.received.push({ packet: new TextDecoder().decode(packet), from, at }),
      ...options,
    });
  }

  /** Everything transmitted since the last call, after a flush. */
  sent(): Uint8Array[] {
    this.client.flush(this.now);
    for (let news; (news = this.client.pollEvent()) !== undefined;) this.news.push(news);
    return this.#sent.splice(0);
  }

  /** The STUN messages among them. */
  requests(): StunMessage[] {
    return this.sent()
      .filter((message) => !isChannelData(message[0]))
      .map((message) => readStunMessage(message)!);
  }

  /** The one STUN message that was sent. */
  request(): StunMessage {
    const requests = this.requests();
    if (requests.length !== 1) throw new Error(`${requests.length} requests, not one`);
    return requests[0];
  }

  /** To the time the client asked for; gives it. */
  sleep(): number {
    return this.sleepUntil(this.client.nextTimeout());
  }

  sleepUntil(now: number): number {
    this.now = now;
    this.client.handleTimeout(now);
    return now;
  }

  receive(bytes: Uint8Array): void {
    this.client.receive(bytes, this.now);
    for (let news; (news = this.client.pollEvent()) !== undefined;) this.news.push(news);
  }

  succeed(request: StunMessage, body: (answer: StunMessageWriter) => void = () => {}): void {
    const answer = new StunMessageWriter('success', request.method, request.transactionId);
    body(answer);
    this.receive(answer.messageIntegrity(portableCrypto, KEY).take());
  }

  fail(request: StunMessage, code: number, body: (answer: StunMessageWriter) => void = () => {}): void {
    const answer = new StunMessageWriter('error', request.method, request.transactionId);
    answer.errorCode({ code, reason: `Error ${code}` });
    if (code === 401 || code === 438) answer.text(AttributeType.realm, REALM).text(AttributeType.nonce, this.nonce);
    body(answer);
    this.receive(answer.take());
  }

  /** Through 401 to an allocation that lasts `lifetimeS`. */
  allocate(lifetimeS = 600): void {
    this.client.allocate();
    this.fail(this.request(), 401);
    this.succeed(this.request(), (answer) =>
      answer.xorAddress(0x0016, RELAYED).uint32(0x000d, lifetimeS).xorAddress(0x0020, MAPPED),
    );
    this.sent();
  }
}
