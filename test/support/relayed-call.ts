import { RTCPeerConnection } from '../../src/index.node.ts';
import { collect, eventOf, negotiate } from './two-peers.ts';

export interface CallReport {
  /** What icecandidateerror said, code and text. */
  readonly errors: readonly string[];
  readonly state: RTCPeerConnectionState;
  readonly relayProtocol: string | null;
}

const MESSAGES = 200;

/** Two peers of this process call each other over real sockets, through the TURN server given and nothing but it. */
export async function relayedCall(url: string, credential = 'secret'): Promise<CallReport> {
  const iceServers = [{ urls: url, username: 'user', credential }];
  const configuration: RTCConfiguration = { iceServers, iceTransportPolicy: 'relay' };
  const [alice, bob] = [new RTCPeerConnection(configuration), new RTCPeerConnection(configuration)];
  const errors: string[] = [];
  alice.onicecandidateerror = ({ errorCode, errorText }) => errors.push(`${errorCode} ${errorText}`);
  const channel = alice.createDataChannel('test');
  const offered = eventOf(bob, 'datachannel');
  const opened = eventOf(channel, 'open');
  const gathered = new Promise<void>((resolve) => {
    alice.onicegatheringstatechange = () => alice.iceGatheringState === 'complete' && resolve();
  });
  await negotiate(alice, bob);
  await gathered;
  if (errors.length === 0) {
    await opened;
    const { channel: bobChannel } = (await offered) as RTCDataChannelEvent;
    const received = collect(bobChannel, MESSAGES);
    for (let i = 0; i < MESSAGES; i++) channel.send('x'.repeat(1000));
    await received;
  }
  const stats = [...(await alice.getStats()).values()] as Record<string, unknown>[];
  const relayed = stats.find(({ type }) => type === 'local-candidate');
  const report = {
    errors,
    state: alice.connectionState,
    relayProtocol: (relayed?.relayProtocol ?? null) as string | null,
  };
  alice.close();
  bob.close();
  return report;
}
