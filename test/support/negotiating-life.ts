import { SeededRandom } from '../../src/hosts/sim/seeded-random.ts';
import { SimulatedNetwork, type SimulatedPeerHost } from '../../src/sim.node.ts';
import { runExample, signalingPath, type ExamplePeer } from './perfect-negotiation.ts';

/** What two peers that negotiate perfectly have come to when they rest. */
export interface Outcome {
  readonly errors: readonly string[];
  /** Sections in which what one peer sees is not what the other sees, or not what either wants. */
  readonly disagreements: readonly string[];
  /** How many offers were ignored or rolled back on the way. */
  readonly collisions: number;
}

/**
 * Two peers in a simulated world whose signalling takes up to 80 ms, differently each time. Both change what they send
 * at random moments, often at once; then they are left alone until they agree.
 */
export async function negotiatingLife(seed: number, { changes = 8 } = {}): Promise<Outcome> {
  const world = new SimulatedNetwork({ seed });
  const random = new SeededRandom(seed, 'life');
  const below = (limit: number): number => random.uint32() % limit;
  const hosts = ['alice', 'bob'].map((name) => world.host(name));
  const sent: string[] = [];
  const path = signalingPath({
    pause: (milliseconds) => pause(hosts[0], milliseconds),
    latencyMs: () => below(80),
    witness: (message) => sent.push(typeOf(message)),
  });
  const peers = hosts.map((host, i) =>
    runExample({
      RTCPeerConnection: host.RTCPeerConnection,
      mediaDevices: host.mediaDevices,
      signaling: path[i],
      polite: i === 0,
    }),
  );
  for (const peer of peers) peer.pc.createDataChannel('life');
  for (let change = 0; change < changes; change++) {
    for (const [i, peer] of peers.entries()) await changeSomething(peer, hosts[i], below);
    await pause(hosts[0], below(150));
  }
  await pause(hosts[0], REST_MS);
  await world.until(() => peers.every(isStable), { timeoutMs: 60_000 });
  const outcome = {
    errors: peers.flatMap(({ errors }) => errors),
    disagreements: disagreements(peers),
    collisions: count(sent, 'offer') - count(sent, 'answer'),
  };
  for (const { pc } of peers) pc.close();
  world.close();
  return outcome;
}

async function changeSomething(
  { pc, start }: ExamplePeer,
  { mediaDevices }: SimulatedPeerHost,
  below: (limit: number) => number,
): Promise<void> {
  const transceivers = pc.getTransceivers().filter(({ direction }) => direction !== 'stopped');
  const one = transceivers[below(Math.max(1, transceivers.length))] as RTCRtpTransceiver | undefined;
  switch (below(7)) {
    case 0:
      return void start();
    case 1:
      return void pc.addTransceiver(below(2) === 0 ? 'audio' : 'video');
    case 2:
      return one?.stop();
    case 3:
      if (one !== undefined) one.direction = DIRECTIONS[below(DIRECTIONS.length)];
      return;
    case 4:
      return pc.restartIce();
    case 5:
      if (one?.sender.track) pc.removeTrack(one.sender);
      return;
    case 6: {
      const stream = await mediaDevices.getUserMedia({ audio: true });
      pc.addTrack(stream.getTracks()[0]);
    }
  }
}

/** Long enough for every message that is on its way, and for what it brings about. */
const REST_MS = 3_000;

const DIRECTIONS = ['sendrecv', 'sendonly', 'recvonly', 'inactive'] as const;

function typeOf(message: unknown): string {
  return (message as { description?: RTCSessionDescriptionInit }).description?.type ?? 'candidate';
}

function count(types: readonly string[], wanted: string): number {
  return types.filter((type) => type === wanted).length;
}

function isStable({ pc }: ExamplePeer): boolean {
  return pc.signalingState === 'stable' && pc.connectionState === 'connected';
}

function disagreements(peers: readonly ExamplePeer[]): string[] {
  const [ours, theirs] = peers.map(({ pc }) => new Map(negotiatedOf(pc).map((one) => [one.mid, one])));
  return [...new Set([...ours.keys(), ...theirs.keys()])].flatMap((mid) => {
    const [one, other] = [ours.get(mid), theirs.get(mid)];
    if (one === undefined || other === undefined) return [`${mid} is not on both sides`];
    const flows = [one, other].map(({ currentDirection }) => flowsOf(currentDirection));
    const wanted = [one, other].map(({ direction }) => flowsOf(direction));
    const expected = [wanted[0].sends && wanted[1].receives, wanted[1].sends && wanted[0].receives];
    const seen = [flows[0].sends, flows[1].sends, flows[1].receives, flows[0].receives];
    const isRight = seen.every((flow, i) => flow === expected[i % 2]);
    return isRight
      ? []
      : [`${mid}: ${one.direction}, ${one.currentDirection}; ${other.direction}, ${other.currentDirection}`];
  });
}

/** One that was stopped before it was ever offered needs no negotiation. */
function negotiatedOf(pc: RTCPeerConnection): RTCRtpTransceiver[] {
  return pc.getTransceivers().filter(({ mid, direction }) => mid !== null || direction !== 'stopped');
}

function flowsOf(direction: RTCRtpTransceiverDirection | null): { sends: boolean; receives: boolean } {
  return {
    sends: direction === 'sendrecv' || direction === 'sendonly',
    receives: direction === 'sendrecv' || direction === 'recvonly',
  };
}

function pause({ clock }: SimulatedPeerHost, milliseconds: number): Promise<void> {
  return new Promise((resolve) => clock.alarm(resolve).set(clock.now() + milliseconds, false));
}
