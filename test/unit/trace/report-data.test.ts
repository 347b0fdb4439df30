import { expect, test } from 'vitest';
import { SimulatedNetwork } from '../../../src/sim.node.ts';
import { PACKET_FATES, PACKET_KINDS } from '../../../src/trace/report/packet-columns.ts';
import { reportDataOf } from '../../../src/trace/report/report-data.ts';
import { reportPage } from '../../../src/trace/report/report-page.ts';
import { twoPeers } from '../../support/two-peers.ts';

test('packets are columns of one length: who, when, what, and what became of it', async () => {
  const { world, end } = await twoPeers({ seed: 3, latencyMs: 20, loss: 0.1, trace: true });
  end();
  const { packets, hosts } = reportDataOf(world.trace);
  const { at, endsAt, from, to, kind, fate, reason, text, bytes, flags, number } = packets;
  for (const column of [at, endsAt, from, to, kind, fate, reason, text, bytes, flags, number]) {
    expect(column).toHaveLength(world.ledger.sent + world.ledger.duplicated);
  }
  expect(hosts).toEqual(['alice', 'bob']);
  const lost = fate.indexOf(PACKET_FATES.indexOf('dropped'));
  expect(packets.reasons[reason[lost]!]).toBe('loss');
  expect(endsAt[lost]).toBe(at[lost]);
  const arrived = fate.indexOf(PACKET_FATES.indexOf('delivered'));
  expect(endsAt[arrived]! - at[arrived]!).toBe(20);
  const hello = packets.texts.indexOf('DTLS ClientHello');
  expect(PACKET_KINDS[kind[text.indexOf(hello)]!]).toBe('dtls');
});

test('states are bands without gaps, faults are spans', async () => {
  const { world, alice, end } = await twoPeers({ seed: 3, latencyMs: 20, trace: true });
  const cut = world.link('alice', 'bob').partition();
  await world.advance(8000);
  cut.heal();
  await world.advance(8000);
  world.link('alice', 'bob').partition();
  alice.connection.close();
  const { bands, faults, endsAt } = reportDataOf(world.trace);
  const band = bands.find(({ host, label }) => host === 0 && label === 'connection')!;
  const states = band.states.map(({ text }) => text);
  expect(states).toEqual(['connecting', 'connected', 'disconnected', 'connected', 'closed']);
  band.states.slice(1).forEach(({ from }, i) => expect(band.states[i]!.to).toBe(from));
  expect(faults.map(({ text }) => text)).toEqual(['partition alice ↔ bob', 'partition alice ↔ bob']);
  expect(faults[0]!.to! - faults[0]!.from).toBe(8000);
  expect(faults[1]!.to).toBeUndefined();
  expect(endsAt).toBe(world.now);
  end();
});

test('what is said cannot end the page early', () => {
  const world = new SimulatedNetwork({ seed: 1, trace: true });
  world.trace.note('</script><script>alert(1)</script>');
  const page = reportPage(reportDataOf(world.trace), 'const text = "</script>";');
  expect(page.match(/<\/script>/g)).toHaveLength(2);
  expect(page).toContain('Trace of seed 1');
  world.close();
});
