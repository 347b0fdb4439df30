/**
 * `npm start`: one program, run twice. First over real UDP sockets of this machine, then over a simulated network with
 * a bad link, in virtual time.
 */
import { RTCPeerConnection as RealPeerConnection } from 'twinrtc';
import { SimulatedNetwork } from 'twinrtc/sim';
import { negotiate } from './support/negotiate.ts';

const MESSAGES = 200;

await title('Over real UDP', async (print) => {
  await talk(RealPeerConnection, RealPeerConnection, print);
});

await title('Over a simulated network: 40 ms latency, 10 % loss, some reordering', async (print) => {
  const world = new SimulatedNetwork({ seed: 7, latencyMs: 40, loss: 0.1, reorder: 0.05 });
  const alice = world.host('alice');
  const bob = world.host('bob');
  await talk(alice.RTCPeerConnection, bob.RTCPeerConnection, print);
  const { sent, delivered, dropped } = world.ledger;
  print(`the network carried ${sent} packets, delivered ${delivered} and dropped ${dropped}`);
  print(`${(world.now / 1000).toFixed(2)} virtual seconds; seed ${world.seed} gives the same packets every time`);
  print(`digest of all packets: ${world.digest}`);
  world.close();
});

await title('The same world with the cable pulled for ten seconds, then for good', async (print) => {
  const world = new SimulatedNetwork({ seed: 7, latencyMs: 40, loss: 0.1 });
  const alice = new (world.host('alice').RTCPeerConnection)();
  const bob = new (world.host('bob').RTCPeerConnection)();
  alice.onconnectionstatechange = () => print(`${seconds(world.now)}: alice is ${alice.connectionState}`);
  alice.createDataChannel('demo');
  await negotiate(alice, bob);
  await world.until(() => alice.connectionState === 'connected');
  const cut = world.link('alice', 'bob').partition();
  await world.advance(10_000);
  cut.heal();
  await world.until(() => alice.connectionState === 'connected');
  world.link('alice', 'bob').partition();
  await world.until(() => alice.connectionState === 'failed');
  alice.close();
  bob.close();
  world.close();
});

/** The program: two peers connect, one sends, the other answers each message. It cannot tell which network it is on. */
async function talk(
  AlicePeerConnection: typeof RTCPeerConnection,
  BobPeerConnection: typeof RTCPeerConnection,
  print: (line: string) => void,
): Promise<void> {
  const alice = new AlicePeerConnection();
  const bob = new BobPeerConnection();
  alice.onconnectionstatechange = () => print(`alice is ${alice.connectionState}`);
  bob.ondatachannel = ({ channel }) => {
    channel.onmessage = ({ data }) => channel.send(`echo of ${data}`);
  };

  const channel = alice.createDataChannel('demo');
  const echoes: string[] = [];
  const everythingCameBack = new Promise<void>((resolve) => {
    channel.onopen = () => {
      for (let i = 0; i < MESSAGES; i++) channel.send(`message ${i}`);
    };
    channel.onmessage = ({ data }) => {
      echoes.push(data as string);
      if (echoes.length === MESSAGES) resolve();
    };
  });

  await negotiate(alice, bob);
  await everythingCameBack;
  const inOrder = echoes.every((echo, i) => echo === `echo of message ${i}`);
  print(`${MESSAGES} messages sent and echoed, ${inOrder ? 'all in order' : 'OUT OF ORDER'}`);
  print(`selected pair: ${await selectedPair(alice)}`);
  alice.close();
  bob.close();
}

async function selectedPair(connection: RTCPeerConnection): Promise<string> {
  const stats = await connection.getStats();
  const records = [...stats.values()] as { id: string; type: string; [member: string]: unknown }[];
  const transport = records.find(({ type }) => type === 'transport');
  const pair = records.find(({ id }) => id === transport?.selectedCandidatePairId);
  const [local, remote] = [pair?.localCandidateId, pair?.remoteCandidateId].map((id) =>
    records.find((record) => record.id === id),
  );
  return `${local?.candidateType} ${local?.address}:${local?.port} ↔ ${remote?.candidateType} ${remote?.address}:${remote?.port}`;
}

async function title(text: string, part: (print: (line: string) => void) => Promise<void>): Promise<void> {
  const start = performance.now();
  console.log(`\n${text}`);
  await part((line) => console.log(`  ${line}`));
  console.log(`  took ${seconds(performance.now() - start)} of real time`);
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}
