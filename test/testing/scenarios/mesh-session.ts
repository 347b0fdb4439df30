const CHANNELS: readonly [label: string, options: RTCDataChannelInit][] = [
  ['ordered', {}],
  ['unordered', { ordered: false }],
  ['twice', { maxRetransmits: 2 }],
  ['fresh', { ordered: false, maxPacketLifeTime: 300 }],
];

/** What one end tells the other. */
export interface Word {
  /** Of an offer, and of the answer to it: what is said twice is heard once. */
  readonly round?: number;
  readonly description?: RTCSessionDescriptionInit;
  readonly candidate?: RTCIceCandidateInit;
  /** The answerer asks the offerer to restart ICE. */
  readonly isFailed?: boolean;
}

export interface MeshSessionOptions {
  /** Of the peer's program. */
  readonly epoch: string;
  readonly isOfferer: boolean;
  readonly say: (word: Word) => void;
}

/** One connection with one peer. One end offers, the other answers; both say again what may have been lost. */
export class MeshSession {
  readonly epoch: string;
  readonly #connection: RTCPeerConnection;
  readonly #options: MeshSessionOptions;
  readonly #channels: RTCDataChannel[] = [];
  #candidates: RTCIceCandidateInit[] = [];
  #round = 0;
  /** Of the remote description. */
  #heardRound = 0;
  #inbox: Promise<void> = Promise.resolve();

  constructor(connection: RTCPeerConnection, options: MeshSessionOptions) {
    this.epoch = options.epoch;
    this.#connection = connection;
    this.#options = options;
    connection.ondatachannel = ({ channel }) => this.#channels.push(channel);
    connection.onicecandidate = ({ candidate }) => this.#gathered(candidate);
    connection.onconnectionstatechange = () => this.#mend();
    if (!options.isOfferer) return;
    for (const [label, init] of CHANNELS) this.#channels.push(connection.createDataChannel(label, init));
    this.#inbox = this.#offer();
  }

  get isConnected(): boolean {
    return this.#connection.connectionState === 'connected';
  }

  say(text: string): void {
    for (const channel of this.#channels) if (channel.readyState === 'open') channel.send(text);
  }

  close(): void {
    this.#connection.close();
  }

  /** In the order in which it was said. */
  hear(word: Word): Promise<void> {
    this.#inbox = this.#inbox.then(() => this.#process(word));
    return this.#inbox;
  }

  repeat(): void {
    const { signalingState, localDescription } = this.#connection;
    const isAnswered = this.#options.isOfferer && signalingState === 'stable';
    if (localDescription !== null && !isAnswered) this.#sayDescription();
    for (const candidate of this.#candidates) this.#options.say({ round: this.#round, candidate });
    this.#mend();
  }

  async #process({ round, description, candidate, isFailed }: Word): Promise<void> {
    const connection = this.#connection;
    if (connection.signalingState === 'closed') return;
    if (isFailed === true) await this.#restart();
    else if (description?.type === 'offer') await this.#answer(round as number, description);
    else if (description !== undefined) await this.#complete(round as number, description);
    else if (candidate !== undefined && round === this.#heardRound) await connection.addIceCandidate(candidate);
  }

  async #offer(): Promise<void> {
    this.#round++;
    this.#candidates = [];
    await this.#connection.setLocalDescription();
    this.#sayDescription();
  }

  async #answer(round: number, offer: RTCSessionDescriptionInit): Promise<void> {
    if (round < this.#round) return;
    if (round > this.#round) {
      this.#round = round;
      this.#candidates = [];
      await this.#connection.setRemoteDescription(offer);
      this.#heardRound = round;
      await this.#connection.setLocalDescription();
    }
    this.#sayDescription();
  }

  async #complete(round: number, answer: RTCSessionDescriptionInit): Promise<void> {
    if (round !== this.#round || this.#connection.signalingState !== 'have-local-offer') return;
    await this.#connection.setRemoteDescription(answer);
    this.#heardRound = round;
    for (const candidate of this.#candidates) this.#options.say({ round, candidate });
  }

  async #restart(): Promise<void> {
    if (this.#connection.signalingState !== 'stable' || this.isConnected) return;
    this.#connection.restartIce();
    await this.#offer();
  }

  #mend(): void {
    if (this.#connection.connectionState !== 'failed') return;
    if (this.#options.isOfferer) this.#inbox = this.#inbox.then(() => this.#restart());
    else this.#options.say({ isFailed: true });
  }

  #gathered(candidate: RTCIceCandidate | null): void {
    if (candidate === null) return;
    this.#candidates.push(candidate.toJSON());
    this.#options.say({ round: this.#round, candidate: candidate.toJSON() });
  }

  #sayDescription(): void {
    const { localDescription } = this.#connection;
    if (localDescription !== null)
      this.#options.say({ round: this.#round, description: localDescription.toJSON() as RTCSessionDescriptionInit });
  }
}
