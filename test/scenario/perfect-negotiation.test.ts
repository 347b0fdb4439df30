import { describe, expect, test } from 'vitest';
import { SeededRandom } from '../../src/hosts/sim/seeded-random.ts';
import { SimulatedNetwork, type SimulatedPeerHost } from '../../src/sim.node.ts';

interface Message {
  readonly description?: RTCSessionDescription | null;
  readonly candidate?: RTCIceCandidate | null;
}

type Delay = () => Promise<void>;

/** A signalling path in both directions that keeps the order and takes as long as `delay` says. */
function signaling(delay: Delay): readonly [Signaler, Signaler] {
  const [a, b] = [new Signaler(delay), new Signaler(delay)];
  a.other = b;
  b.other = a;
  return [a, b];
}

class Signaler {
  other!: Signaler;
  onmessage: (message: Message) => Promise<void> = async () => undefined;
  #last: Promise<unknown> = Promise.resolve();
  readonly #delay: Delay;

  constructor(delay: Delay) {
    this.#delay = delay;
  }

  send(message: Message): void {
    const arrived = this.#delay();
    this.#last = this.#last.then(() => arrived).then(() => void this.other.onmessage(message));
  }
}

/** The example of https://w3c.github.io/webrtc-pc/#perfect-negotiation-example, as it is written there. */
function perfectly(pc: RTCPeerConnection, signaler: Signaler, polite: boolean): string[] {
  const errors: string[] = [];
  let makingOffer = false;
  let ignoreOffer = false;
  let isSettingRemoteAnswerPending = false;
  pc.onnegotiationneeded = async () => {
    try {
      makingOffer = true;
      await pc.setLocalDescription();
      signaler.send({ description: pc.localDescription });
    } catch (err) {
      errors.push(String(err));
    } finally {
      makingOffer = false;
    }
  };
  pc.onicecandidate = ({ candidate }) => signaler.send({ candidate });
  signaler.onmessage = async ({ description, candidate }) => {
    try {
      if (description) {
        const readyForOffer = !makingOffer && (pc.signalingState === 'stable' || isSettingRemoteAnswerPending);
        const offerCollision = description.type === 'offer' && !readyForOffer;
        ignoreOffer = !polite && offerCollision;
        if (ignoreOffer) return;
        isSettingRemoteAnswerPending = description.type === 'answer';
        await pc.setRemoteDescription(description);
        isSettingRemoteAnswerPending = false;
        if (description.type === 'offer') {
          await pc.setLocalDescription();
          signaler.send({ description: pc.localDescription });
        }
      } else if (candidate) {
        try {
          await pc.addIceCandidate(candidate);
        } catch (err) {
          if (!ignoreOffer) throw err;
        }
      }
    } catch (err) {
      errors.push(String(err));
    }
  };
  return errors;
}

interface Pair {
  readonly world: SimulatedNetwork;
  readonly hosts: readonly SimulatedPeerHost[];
  readonly peers: readonly RTCPeerConnection[];
  readonly errors: readonly string[][];
  settled(): Promise<void>;
}

function pair(seed: number): Pair {
  const world = new SimulatedNetwork({ seed });
  const random = new SeededRandom(seed, 'signaling');
  const hosts = ['alice', 'bob'].map((name) => world.host(name));
  const peers = hosts.map((host) => new host.RTCPeerConnection());
  const signalers = signaling(() => pause(hosts[0], random.uint32() % 80));
  const errors = peers.map((pc, i) => perfectly(pc, signalers[i], i === 0));
  const isSettled = (): boolean =>
    peers.every((pc) => pc.signalingState === 'stable' && pc.connectionState === 'connected') &&
    peers.every((pc) => pc.getTransceivers().every(({ currentDirection }) => currentDirection !== null));
  return { world, hosts, peers, errors, settled: () => world.until(isSettled) };
}

function pause({ clock }: SimulatedPeerHost, milliseconds: number): Promise<void> {
  return new Promise((resolve) => clock.alarm(resolve).set(clock.now() + milliseconds, false));
}

describe('perfect negotiation', () => {
  test('two peers that both begin at once agree, for any delays of their signalling', { timeout: 60_000 }, async () => {
    for (let seed = 1; seed <= 100; seed++) {
      const { world, peers, errors, settled } = pair(seed);
      peers[0].addTransceiver('audio');
      peers[1].addTransceiver('video');
      peers[1].createDataChannel('glare');
      await settled();
      const kinds = peers.map((pc) =>
        pc
          .getTransceivers()
          .map(({ receiver }) => receiver.track.kind)
          .sort(),
      );
      expect([seed, errors, kinds]).toEqual([
        seed,
        [[], []],
        [
          ['audio', 'video'],
          ['audio', 'video'],
        ],
      ]);
      for (const pc of peers) pc.close();
      world.close();
    }
  });

  test('tracks come and go on both sides', async () => {
    const { world, hosts, peers, errors, settled } = pair(7);
    const streams = await Promise.all(
      hosts.map((host) => host.mediaDevices.getUserMedia({ audio: true, video: true })),
    );
    const announced: string[][] = [[], []];
    peers.forEach((pc, i) => {
      pc.ontrack = ({ track, streams: [stream] }) => announced[i].push(`${track.kind} of ${stream.id}`);
      for (const track of streams[i].getTracks()) pc.addTrack(track, streams[i]);
    });
    await settled();
    const of = (stream: MediaStream): string[] => ['audio', 'video'].map((kind) => `${kind} of ${stream.id}`);
    expect(announced.map((names) => names.sort())).toEqual([of(streams[1]), of(streams[0])]);
    peers[0].removeTrack(peers[0].getSenders()[0]);
    await world.until(() => peers[1].getTransceivers()[0].currentDirection === 'sendonly');
    peers[1].getTransceivers()[1].stop();
    await world.until(() => peers.every((pc) => pc.getTransceivers().length === 1 && pc.signalingState === 'stable'));
    expect(errors).toEqual([[], []]);
    for (const pc of peers) pc.close();
    world.close();
  });
});
