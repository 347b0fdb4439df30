import type { SimulatedNetwork, SimulatedPeerHost } from '../../src/sim.node.ts';
import { negotiate } from './two-peers.ts';

/** Connects two hosts as applications would, and says what came of it in the words of `world.canConnect`. */
export async function reach(
  world: SimulatedNetwork,
  alice: SimulatedPeerHost,
  bob: SimulatedPeerHost,
  iceServers: RTCIceServer[],
): Promise<string> {
  const [a, b] = [alice, bob].map((host) => new host.RTCPeerConnection({ iceServers }));
  const channel = a.createDataChannel('test');
  await negotiate(a, b);
  await world.until(() => channel.readyState === 'open' || a.connectionState === 'failed');
  await world.advance(1000);
  const types = [a, b].flatMap(selectedTypes);
  a.close();
  b.close();
  return ['relay', 'prflx', 'srflx', 'host'].find((type) => types.includes(type as RTCIceCandidateType)) ?? 'none';
}

function selectedTypes({ sctp }: RTCPeerConnection): (RTCIceCandidateType | null)[] {
  const pair = sctp?.transport.iceTransport.getSelectedCandidatePair();
  return pair === undefined || pair === null ? [] : [pair.local.type, pair.remote.type];
}
