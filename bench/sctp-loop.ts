/**
 * Two associations back to back in memory, no DTLS and no sockets: what SCTP alone costs.
 * Run: `npx tsx bench/sctp-loop.ts`
 */
import { createNodeCrypto } from '../src/hosts/node/node-crypto.ts';
import { NodeRandom } from '../src/hosts/node/node-random.ts';
import { Association } from '../src/sctp/association.ts';

class Wire {
  readonly headroomBytes = 13;
  readonly tailroomBytes = 24;
  packets: Uint8Array[] = [];

  transmit(packet: Uint8Array): void {
    this.packets.push(packet);
  }
}

interface Side {
  readonly wire: Wire;
  readonly association: Association;
  messages: number;
}

function side(maxPacketBytes: number | undefined, zeroChecksum: boolean): Side {
  const wire = new Wire();
  const association = new Association({
    crypto: createNodeCrypto(),
    random: new NodeRandom(),
    sink: wire,
    localPort: 5000,
    remotePort: 5000,
    maxReceiveMessageBytes: 262_144,
    maxPacketBytes,
    zeroChecksum,
  });
  return { wire, association, messages: 0 };
}

/** One turn of one side: all that arrived, then one flush, as a driver does it. */
function turn(from: Side, to: Side, now: number): boolean {
  const { packets } = from.wire;
  if (packets.length > 0) from.wire.packets = [];
  for (let i = 0; i < packets.length; i++) to.association.receive(packets[i], now);
  if (to.association.nextTimeout() <= now) to.association.handleTimeout(now);
  to.association.flush(now);
  for (let news; (news = to.association.pollEvent()) !== undefined;) if (news.type === 'message') to.messages++;
  return packets.length > 0;
}

function measure(
  title: string,
  messageBytes: number,
  total: number,
  maxPacketBytes?: number,
  zeroChecksum = true,
): void {
  const alice = side(maxPacketBytes, zeroChecksum);
  const bob = side(maxPacketBytes, zeroChecksum);
  alice.association.connect(0);
  let now = 0;
  const exchange = (): void => {
    now = performance.now() - epoch;
    const hasMoved = [turn(alice, bob, now), turn(bob, alice, now)];
    if (!hasMoved[0] && !hasMoved[1]) idleTurns++;
  };
  const epoch = performance.now();
  let idleTurns = 0;
  // The search for the packet size begins with the first bulk.
  alice.association.send(0, 53, new Uint8Array(65_536), { ordered: true }, 0);
  do exchange();
  while (bob.messages === 0 || alice.association.mtuBytes < (maxPacketBytes ?? 0));
  bob.messages = 0;
  const packetsBefore = alice.association.counters.packetsSent;
  idleTurns = 0;
  const start = performance.now();
  const data = new Uint8Array(messageBytes);
  for (let queued = 0; bob.messages < total;) {
    while (queued < total && alice.association.bufferedBytes(1) < 1_000_000) {
      alice.association.send(1, 53, data, { ordered: true }, now);
      queued++;
    }
    exchange();
  }
  const seconds = (performance.now() - start) / 1000;
  const packets = alice.association.counters.packetsSent - packetsBefore;
  const megabytes = (total * messageBytes) / 1e6;
  console.log(
    `${title.padEnd(34)} ${(megabytes / seconds).toFixed(0).padStart(6)} MB/s ${(total / seconds).toFixed(0).padStart(9)} messages/s` +
      ` ${((seconds * 1e6) / packets).toFixed(2).padStart(7)} µs/packet (${packets} packets, ${idleTurns} idle turns)`,
  );
}

const factor = Number(process.argv[2] ?? 1);
for (let round = 0; round < 2; round++) {
  measure('64 KiB, 1200-byte packets', 65_536, 3000 * factor);
  measure('64 KiB, 1200-byte packets, CRC32c', 65_536, 2000 * factor, undefined, false);
  measure('64 KiB, 16 KiB packets', 65_536, 8000 * factor, 16_000);
  measure('32 B, 1200-byte packets', 32, 600_000 * factor);
}
