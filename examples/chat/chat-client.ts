/**
 * A small chat application as it would run in a browser: it knows `WebSocket` and `RTCPeerConnection`, and nothing of
 * tests. The first to join waits; the second one calls.
 */
export class ChatClient {
  readonly received: string[] = [];
  onmessage: (text: string) => void = () => {};
  onready: () => void = () => {};
  readonly #socket: WebSocket;
  readonly #connection = new RTCPeerConnection();
  #channel: RTCDataChannel | undefined;

  constructor(signalingUrl: string) {
    this.#socket = new WebSocket(signalingUrl);
    this.#socket.onmessage = ({ data }) => void this.#onSignal(JSON.parse(data as string) as Signal);
    this.#connection.onicecandidate = ({ candidate }) => this.#signal({ candidate });
    this.#connection.ondatachannel = ({ channel }) => this.#use(channel);
  }

  get state(): RTCPeerConnectionState {
    return this.#connection.connectionState;
  }

  say(text: string): void {
    this.#channel?.send(text);
  }

  leave(): void {
    this.#connection.close();
    this.#socket.close();
  }

  async #onSignal(signal: Signal): Promise<void> {
    if ('call' in signal) return this.#call();
    if ('candidate' in signal) return this.#connection.addIceCandidate(signal.candidate);
    await this.#connection.setRemoteDescription(signal.description);
    if (signal.description.type !== 'offer') return;
    await this.#connection.setLocalDescription();
    this.#signal({ description: this.#connection.localDescription! });
  }

  async #call(): Promise<void> {
    this.#use(this.#connection.createDataChannel('chat'));
    await this.#connection.setLocalDescription();
    this.#signal({ description: this.#connection.localDescription! });
  }

  #use(channel: RTCDataChannel): void {
    this.#channel = channel;
    channel.onopen = () => this.onready();
    channel.onmessage = ({ data }) => {
      this.received.push(data as string);
      this.onmessage(data as string);
    };
  }

  #signal(signal: Signal): void {
    this.#socket.send(JSON.stringify(signal));
  }
}

type Signal =
  | { readonly call: true }
  | { readonly candidate: RTCIceCandidateInit | null }
  | { readonly description: RTCSessionDescriptionInit };
