/**
 * One side of a test call. The same code runs in Node, on twinrtc, and in a page, on the browser's own connection or on
 * twinrtc's bundle, so that a test says once what both sides must do. It imports nothing: it is served to pages.
 */
export type Signal = { description: RTCSessionDescriptionInit } | { candidate: RTCIceCandidateInit | null };

export interface PeerOptions {
  readonly polite: boolean;
  readonly configuration?: RTCConfiguration;
}

/** What arrived: strings whole, binary as length and checksum. */
export type Received =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'binary'; readonly bytes: number; readonly checksum: number };

interface Inbox {
  readonly channel: RTCDataChannel;
  readonly messages: Received[];
  /** Of binary messages whose checksum is summed up instead of being kept one by one. */
  bulk?: { bytes: number; checksum: number };
}

export class Peer {
  readonly connection: RTCPeerConnection;
  readonly inboxes = new Map<string, Inbox>();
  /** Every `connectionState` seen, oldest first. */
  readonly states: string[] = [];
  readonly errors: string[] = [];
  readonly #polite: boolean;
  readonly #signal: (signal: Signal) => void;
  readonly #watchers = new Set<() => void>();
  #makingOffer = false;
  #ignoringOffer = false;

  constructor(Connection: typeof RTCPeerConnection, signal: (signal: Signal) => void, options: PeerOptions) {
    this.connection = new Connection(options.configuration);
    this.#polite = options.polite;
    this.#signal = signal;
    this.connection.onnegotiationneeded = () => this.#guard(this.#offer());
    this.connection.onicecandidate = ({ candidate }) => this.#signal({ candidate: candidate && candidate.toJSON() });
    this.connection.ondatachannel = ({ channel }) => this.#adopt(channel);
    this.connection.onconnectionstatechange = () => this.states.push(this.connection.connectionState);
    for (const name of ['connectionstatechange', 'iceconnectionstatechange', 'signalingstatechange'] as const)
      this.connection.addEventListener(name, () => this.#changed());
  }

  /** Takes a signal from the other side: the perfect-negotiation pattern of the WebRTC specification, §10.7. */
  async deliver(signal: Signal): Promise<void> {
    try {
      if ('description' in signal) await this.#describe(signal.description);
      else await this.connection.addIceCandidate(signal.candidate ?? undefined);
    } catch (error) {
      if (!this.#ignoringOffer) this.errors.push(String(error));
    }
  }

  create(label: string, options?: RTCDataChannelInit): void {
    this.#adopt(this.connection.createDataChannel(label, options));
  }

  channel(label: string): RTCDataChannel {
    const inbox = this.inboxes.get(label);
    if (inbox === undefined) throw new Error(`There is no channel '${label}'.`);
    return inbox.channel;
  }

  /** Waits for a channel of that label, whoever created it, to be open. */
  async opened(label: string): Promise<void> {
    await this.until(`channel '${label}' is open`, () => this.inboxes.get(label)?.channel.readyState === 'open');
  }

  async closed(label: string): Promise<void> {
    await this.until(`channel '${label}' is closed`, () => this.channel(label).readyState === 'closed');
  }

  /** Sends text, or `{ bytes, seed }`: a pattern that `patternChecksum` knows. */
  send(label: string, message: string | { bytes: number; seed: number }): void {
    const channel = this.channel(label);
    if (typeof message === 'string') channel.send(message);
    else channel.send(pattern(message.bytes, message.seed));
  }

  /** The first `count` messages of a channel, as soon as there are so many. */
  async received(label: string, count: number): Promise<Received[]> {
    await this.until(`${count} messages on '${label}'`, () => (this.inboxes.get(label)?.messages.length ?? 0) >= count);
    return this.inboxes.get(label)!.messages.slice();
  }

  /** Sends many messages without letting more than a few MiB wait in the channel; gives the checksum of all. */
  async sendBulk(label: string, messages: number, bytesEach: number): Promise<number> {
    const channel = this.channel(label);
    channel.bufferedAmountLowThreshold = 1 << 20;
    let sum = 0;
    for (let i = 0; i < messages; i++) {
      const message = pattern(bytesEach, i);
      sum = (sum + checksum(message)) >>> 0;
      channel.send(message);
      if (channel.bufferedAmount > 4 << 20) await once(channel, 'bufferedamountlow');
    }
    return sum;
  }

  /** From now on the channel's messages are summed up. */
  expectBulk(label: string): void {
    this.inboxes.get(label)!.bulk = { bytes: 0, checksum: 0 };
  }

  async receivedBulk(label: string, bytes: number): Promise<number> {
    const inbox = this.inboxes.get(label)!;
    await this.until(`${bytes} bytes on '${label}'`, () => inbox.bulk!.bytes >= bytes, 120_000);
    return inbox.bulk!.checksum;
  }

  async reached(state: RTCPeerConnectionState): Promise<void> {
    await this.until(`connectionState '${state}'`, () => this.connection.connectionState === state);
  }

  /** Waits for a condition, looked at again whenever something happens to this side. */
  until(what: string, condition: () => boolean, limitMs = 20_000): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        if (!condition()) return;
        finish();
        resolve();
      };
      const timer = setTimeout(() => {
        finish();
        reject(new Error(`waited in vain: ${what}; ${this.account()}`));
      }, limitMs);
      const finish = (): void => {
        clearTimeout(timer);
        this.#watchers.delete(look);
      };
      this.#watchers.add(look);
      look();
    });
  }

  close(): void {
    this.connection.close();
  }

  async #offer(): Promise<void> {
    this.#makingOffer = true;
    try {
      await this.connection.setLocalDescription();
      this.#signalDescription();
    } finally {
      this.#makingOffer = false;
    }
  }

  async #describe(description: RTCSessionDescriptionInit): Promise<void> {
    const isBusy = this.#makingOffer || this.connection.signalingState !== 'stable';
    this.#ignoringOffer = !this.#polite && description.type === 'offer' && isBusy;
    if (this.#ignoringOffer) return;
    await this.connection.setRemoteDescription(description);
    if (description.type !== 'offer') return;
    await this.connection.setLocalDescription();
    this.#signalDescription();
  }

  #signalDescription(): void {
    const { type, sdp } = this.connection.localDescription!;
    this.#signal({ description: { type, sdp } });
  }

  #adopt(channel: RTCDataChannel): void {
    const inbox: Inbox = { channel, messages: [] };
    this.inboxes.set(channel.label, inbox);
    channel.binaryType = 'arraybuffer';
    channel.onmessage = ({ data }) => {
      if (inbox.bulk !== undefined) {
        inbox.bulk.bytes += (data as ArrayBuffer).byteLength;
        inbox.bulk.checksum = (inbox.bulk.checksum + checksum(new Uint8Array(data as ArrayBuffer))) >>> 0;
      } else inbox.messages.push(summary(data as string | ArrayBuffer));
      this.#changed();
    };
    for (const name of ['open', 'closing', 'close', 'error']) channel.addEventListener(name, () => this.#changed());
    this.#changed();
  }

  #guard(work: Promise<void>): void {
    work.catch((error: unknown) => this.errors.push(String(error)));
  }

  #changed(): void {
    for (const watcher of [...this.#watchers]) watcher();
  }

  /** How it stands, in words. */
  account(): string {
    const { signalingState, iceGatheringState, iceConnectionState, connectionState } = this.connection;
    const channels = [...this.inboxes].map(([label, inbox]) => `${label}=${inbox.channel.readyState}`);
    const { errors, states } = this;
    const facts = { signalingState, iceGatheringState, iceConnectionState, connectionState, states, channels, errors };
    return JSON.stringify(facts);
  }
}

function summary(data: string | ArrayBuffer): Received {
  if (typeof data === 'string') return { kind: 'text', text: data };
  return { kind: 'binary', bytes: data.byteLength, checksum: checksum(new Uint8Array(data)) };
}

/** Bytes that differ between any two places and any two seeds, cheaply. */
export function pattern(bytes: number, seed: number): Uint8Array<ArrayBuffer> {
  const buffer = new Uint8Array(bytes);
  let state = (seed * 2654435761 + 1) >>> 0;
  for (let i = 0; i < bytes; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    buffer[i] = state >>> 24;
  }
  return buffer;
}

/** FNV-1a, 32 bits: sensitive to order and place. */
export function checksum(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < bytes.length; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
  return hash >>> 0;
}

function once(target: EventTarget, type: string): Promise<Event> {
  return new Promise((resolve) => target.addEventListener(type, resolve, { once: true }));
}
