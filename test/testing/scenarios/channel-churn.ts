import type { Scenario } from 'twinrtc/testing';
import type { SimulatedPeerHost } from '../../../src/sim.node.ts';

/** One channel as its two ends see it. */
interface Exchange {
  readonly near: RTCDataChannel;
  readonly sent: string[];
  received: string[] | undefined;
  far: RTCDataChannel | undefined;
  /** Nobody knows whether what was sent arrives where the far end closes. */
  closedBy: 'near' | 'far' | undefined;
}

/** Channels come and go on one connection, opened and closed by either side, so that their ids are used again and again. */
const scenario: Scenario = async ({ hosts, iceServers, world, oracle, random }) => {
  const [alice, bob] = await connected(hosts, { iceServers });
  const exchanges = new Map<string, Exchange>();
  for (const peer of [alice, bob]) peer.addEventListener('datachannel', ({ channel }) => meet(exchanges, channel));

  function open(opener: RTCPeerConnection): void {
    const label = `${exchanges.size}`;
    const near = opener.createDataChannel(label);
    const exchange: Exchange = { near, sent: [], received: undefined, far: undefined, closedBy: undefined };
    exchanges.set(label, exchange);
    const count = random.below(4);
    near.addEventListener('open', () => {
      for (let i = 0; i < count; i++) exchange.sent.push(`${label}.${i}`);
      for (const text of exchange.sent) near.send(text);
    });
  }

  /** By either end, but only by one. */
  function closeOne(exchange: Exchange): void {
    const { near, far, closedBy } = exchange;
    if (closedBy !== undefined) return;
    exchange.closedBy = far !== undefined && random.below(3) === 0 ? 'far' : 'near';
    (exchange.closedBy === 'far' ? far : near)?.close();
  }

  for (let round = 0; round < 30; round++) {
    if (random.below(2) === 0) open(random.below(2) === 0 ? alice : bob);
    const all = [...exchanges.values()];
    if (all.length > 0 && random.below(2) === 0) closeOne(all[random.below(all.length)]);
    await world.advance(random.below(400));
  }
  for (const exchange of exchanges.values()) closeOne(exchange);

  oracle.eventually('every channel is closed at both ends', () =>
    [...exchanges.values()].every(({ near, far }) => isClosed(near) && (far === undefined || isClosed(far))),
  );
  oracle.eventually('what was sent before its end arrived', () => [...exchanges.values()].every(hasArrived));
};

async function connected(
  hosts: readonly SimulatedPeerHost[],
  configuration: RTCConfiguration,
): Promise<[RTCPeerConnection, RTCPeerConnection]> {
  const [alice, bob] = hosts.map(({ RTCPeerConnection }) => new RTCPeerConnection(configuration));
  alice.onicecandidate = ({ candidate }) => void bob.addIceCandidate(candidate);
  bob.onicecandidate = ({ candidate }) => void alice.addIceCandidate(candidate);
  for (const one of [alice, bob]) one.createDataChannel('first', { negotiated: true, id: 1000 });
  await negotiate(alice, bob);
  let isNegotiating = false;
  async function restart(): Promise<void> {
    if (isNegotiating) return;
    isNegotiating = true;
    alice.restartIce();
    await negotiate(alice, bob);
    isNegotiating = false;
  }
  for (const one of [alice, bob]) {
    one.addEventListener('connectionstatechange', () => {
      if (one.connectionState === 'failed') void restart();
    });
  }
  return [alice, bob];
}

async function negotiate(offerer: RTCPeerConnection, answerer: RTCPeerConnection): Promise<void> {
  await offerer.setLocalDescription();
  await answerer.setRemoteDescription(offerer.localDescription!);
  await answerer.setLocalDescription();
  await offerer.setRemoteDescription(answerer.localDescription!);
}

function meet(exchanges: ReadonlyMap<string, Exchange>, far: RTCDataChannel): void {
  const exchange = exchanges.get(far.label);
  if (exchange === undefined) return;
  const received: string[] = [];
  Object.assign(exchange, { far, received });
  far.addEventListener('message', ({ data }) => received.push(data));
}

function isClosed({ readyState }: RTCDataChannel): boolean {
  return readyState === 'closed';
}

function hasArrived({ sent, received, closedBy }: Exchange): boolean {
  if (sent.length === 0) return true;
  if (closedBy === 'far') return sent.join().startsWith((received ?? []).join());
  return received?.join() === sent.join();
}

export default scenario;
