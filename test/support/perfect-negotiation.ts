import { readFileSync } from 'node:fs';

/** The example of https://w3c.github.io/webrtc-pc/#perfect-negotiation-example, to the letter (commit 1a2dfb47). */
const example = readFileSync(new URL('./w3c/perfect-negotiation.txt', import.meta.url), 'utf8');

/** What the example finds around it in a page. */
export interface Surroundings {
  readonly RTCPeerConnection: typeof RTCPeerConnection;
  readonly mediaDevices: MediaDevices;
  readonly signaling: ExampleSignaling;
  readonly polite: boolean;
}

export interface ExamplePeer {
  readonly pc: RTCPeerConnection;
  /** Adds camera and microphone. */
  start(): Promise<void>;
  readonly selfView: { srcObject?: MediaStream };
  readonly remoteView: { srcObject?: MediaStream };
  /** What the example wrote to `console.error`. */
  readonly errors: readonly string[];
}

/** One end of a signalling path that turns messages into text and back, as the example's comment asks. */
export interface ExampleSignaling {
  onmessage: ((event: { data: unknown }) => unknown) | null;
  send(message: unknown): void;
}

/** Runs the example once, with nothing changed: what it does not declare itself is given to it. */
export function runExample({ RTCPeerConnection, mediaDevices, signaling, polite }: Surroundings): ExamplePeer {
  const errors: string[] = [];
  const globals = {
    RTCPeerConnection,
    navigator: { mediaDevices },
    SignalingChannel: function SignalingChannel() {
      return signaling;
    },
    polite,
    selfView: {},
    remoteView: {},
    console: { error: (error: unknown) => errors.push(String(error)) },
  };
  const body = `${example}\nreturn { pc, start };`;
  const run = new Function(...Object.keys(globals), body) as (
    ...values: unknown[]
  ) => Pick<ExamplePeer, 'pc' | 'start'>;
  const { selfView, remoteView } = globals;
  return { ...run(...Object.values(globals)), selfView, remoteView, errors };
}

/** How messages travel. */
export interface SignalingOptions {
  readonly pause: (milliseconds: number) => Promise<void>;
  /** How long the next message takes; 0 by default. */
  readonly latencyMs?: () => number;
  /** Sees every message that is sent. */
  readonly witness?: (message: unknown) => void;
}

/**
 * A path in both directions that keeps the order of messages, and a millisecond between any two: the example has a race
 * of its own where an answer comes before the candidates of an ignored offer are done with.
 */
export function signalingPath(options: SignalingOptions): readonly [ExampleSignaling, ExampleSignaling] {
  const [a, b] = [new SignalingEnd(options), new SignalingEnd(options)];
  a.other = b;
  b.other = a;
  return [a, b];
}

class SignalingEnd implements ExampleSignaling {
  onmessage: ExampleSignaling['onmessage'] = null;
  other!: SignalingEnd;
  #last: Promise<void> = Promise.resolve();
  readonly #options: SignalingOptions;

  constructor(options: SignalingOptions) {
    this.#options = options;
  }

  send(message: unknown): void {
    const { pause, latencyMs = () => 0, witness } = this.#options;
    witness?.(message);
    const text = JSON.stringify(message);
    const arrived = pause(latencyMs());
    this.#last = this.#last
      .then(() => arrived)
      .then(() => void this.other.onmessage?.({ data: JSON.parse(text) }))
      .then(() => pause(1));
  }
}
