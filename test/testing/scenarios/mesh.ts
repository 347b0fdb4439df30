import type { SimulatedPeerHost } from '../../../src/sim.node.ts';

const CHANNELS: readonly [label: string, options: RTCDataChannelInit][] = [
  ['ordered', {}],
  ['unordered', { ordered: false }],
  ['twice', { maxRetransmits: 2 }],
  ['fresh', { ordered: false, maxPacketLifeTime: 300 }],
];

interface Pair {
  readonly offerer: RTCPeerConnection;
  readonly answerer: RTCPeerConnection;
  readonly channels: RTCDataChannel[];
  isNegotiating: boolean;
}

/** Every host connected with every other, over signalling that is perfect; a failed connection is restarted. */
export class Mesh {
  readonly #pairs: Pair[] = [];

  constructor(hosts: readonly SimulatedPeerHost[], configuration: RTCConfiguration = {}) {
    hosts.forEach((host, i) => {
      for (const other of hosts.slice(i + 1)) this.#pairs.push(createPair(host, other, configuration));
    });
  }

  get isConnected(): boolean {
    return this.#pairs.every(({ offerer, answerer }) => {
      return offerer.connectionState === 'connected' && answerer.connectionState === 'connected';
    });
  }

  /** Every channel, at both ends. */
  get isOpen(): boolean {
    return this.#pairs.every(({ channels }) => {
      return channels.length === 2 * CHANNELS.length && channels.every((one) => one.readyState === 'open');
    });
  }

  async connect(): Promise<void> {
    await Promise.all(this.#pairs.map(negotiate));
  }

  /** On every channel that is open, in both directions. */
  sayEverywhere(text: string): void {
    const open = this.#pairs.flatMap(({ channels }) => channels.filter((one) => one.readyState === 'open'));
    for (const channel of open) channel.send(text);
  }
}

function createPair(host: SimulatedPeerHost, other: SimulatedPeerHost, configuration: RTCConfiguration): Pair {
  const [offerer, answerer] = [new host.RTCPeerConnection(configuration), new other.RTCPeerConnection(configuration)];
  const channels = CHANNELS.map(([label, options]) => offerer.createDataChannel(label, options));
  const pair = { offerer, answerer, channels, isNegotiating: false };
  answerer.ondatachannel = ({ channel }) => channels.push(channel);
  offerer.onicecandidate = ({ candidate }) => void answerer.addIceCandidate(candidate);
  answerer.onicecandidate = ({ candidate }) => void offerer.addIceCandidate(candidate);
  for (const connection of [offerer, answerer])
    connection.addEventListener('connectionstatechange', () => {
      if (connection.connectionState === 'failed') void restart(pair);
    });
  return pair;
}

async function restart(pair: Pair): Promise<void> {
  if (pair.isNegotiating) return;
  pair.offerer.restartIce();
  await negotiate(pair);
}

async function negotiate(pair: Pair): Promise<void> {
  const { offerer, answerer } = pair;
  pair.isNegotiating = true;
  await offerer.setLocalDescription();
  await answerer.setRemoteDescription(offerer.localDescription!);
  await answerer.setLocalDescription();
  await offerer.setRemoteDescription(answerer.localDescription!);
  pair.isNegotiating = false;
}
