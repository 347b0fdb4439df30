import { expect, test } from 'vitest';
import { readTrace, SimulatedNetwork, type TraceEntry } from '../../../src/sim.node.ts';
import { eventOf, twoPeers } from '../../support/two-peers.ts';

function ofType<T extends TraceEntry['type']>(
  entries: Iterable<TraceEntry>,
  type: T,
): Extract<TraceEntry, { type: T }>[] {
  return [...entries].filter((entry): entry is Extract<TraceEntry, { type: T }> => entry.type === type);
}

test('every packet is in the trace, with its fate, as often as in the ledger', async () => {
  const { world, end } = await twoPeers({
    seed: 3,
    loss: 0.2,
    duplicate: 0.1,
    corrupt: 0.05,
    latencyMs: 10,
    trace: true,
  });
  await world.advance(2000);
  const { entries } = world.trace;
  expect(ofType(entries, 'sent')).toHaveLength(world.ledger.sent);
  expect(ofType(entries, 'duplicated')).toHaveLength(world.ledger.duplicated);
  expect(ofType(entries, 'corrupted')).toHaveLength(world.ledger.corrupted);
  expect(ofType(entries, 'delivered')).toHaveLength(world.ledger.delivered);
  expect(ofType(entries, 'dropped')).toHaveLength(world.ledger.dropped);
  end();
});

test('states, events, calls and secrets of both connections are told, with host and time', async () => {
  const { world, alice, end } = await twoPeers({ seed: 3, latencyMs: 10, trace: true });
  alice.channel.send('hello');
  await world.settle();
  alice.connection.close();
  const { entries } = world.trace;
  const states = ofType(entries, 'state').filter(({ host, machine }) => host === 'alice' && machine === 'connection');
  expect(states.map(({ state }) => state)).toEqual(['connecting', 'connected', 'closed']);
  const message = ofType(entries, 'event').find(({ event }) => event === 'message');
  expect(message).toMatchObject({ host: 'bob', connection: 1, of: 'test', detail: 'hello' });
  expect(ofType(entries, 'call').map(({ host, method }) => `${host} ${method}`)).toContain('bob setRemoteDescription');
  expect(ofType(entries, 'settled').every(({ outcome }) => outcome === 'resolved')).toBe(true);
  expect(new Set(ofType(entries, 'secrets').map(({ masterSecret }) => masterSecret)).size).toBe(1);
  end();
});

test('faults and changes of links are told when they come and when they go', () => {
  const world = new SimulatedNetwork({ seed: 1, trace: true });
  world.host('alice');
  world.host('bob');
  const cut = world.link('alice', 'bob').partition();
  cut.heal();
  world.link('alice', 'bob').loss = 0.5;
  world.trace.note('as I said');
  expect([...world.trace.entries].map(({ at: _, ...entry }) => entry)).toEqual([
    { type: 'host', host: 'alice', addresses: ['10.0.0.1'] },
    { type: 'host', host: 'bob', addresses: ['10.0.0.2'] },
    { type: 'fault', fault: 1, change: 'applied', what: 'partition alice ↔ bob' },
    { type: 'fault', fault: 1, change: 'healed', what: 'partition alice ↔ bob' },
    { type: 'change', what: 'link alice ↔ bob: loss 0.5' },
    { type: 'note', text: 'as I said' },
  ]);
  world.close();
});

test('a recorded world is the same world: same packets, same digest', async () => {
  const digests = [];
  for (const trace of [false, true]) {
    const { world, alice, end } = await twoPeers({ seed: 9, loss: 0.1, latencyMs: 20, trace });
    for (let i = 0; i < 50; i++) alice.channel.send(`message ${i}`);
    await world.advance(5000);
    digests.push(world.digest);
    end();
  }
  expect(digests[1]).toBe(digests[0]);
});

test('a recording may begin late: its header says nothing of what was before, new connections are seen whole', async () => {
  const world = new SimulatedNetwork({ seed: 2 });
  world.host('alice');
  world.trace.note('nobody hears this');
  const trace = world.record();
  const connection = new (world.host('alice').RTCPeerConnection)();
  const negotiate = eventOf(connection, 'negotiationneeded');
  connection.createDataChannel('chat');
  await negotiate;
  expect(ofType(trace.entries, 'note')).toEqual([]);
  expect(ofType(trace.entries, 'event').map(({ event }) => event)).toEqual(['negotiationneeded']);
  trace.stop();
  connection.createDataChannel('unseen');
  expect(ofType(trace.entries, 'call').map(({ method }) => method)).toEqual([
    'new RTCPeerConnection',
    'createDataChannel',
  ]);
  connection.close();
  world.close();
});

test('memory is bounded: the oldest entries go, hosts and secrets stay, and the header says how many went', async () => {
  const { world, alice, end } = await twoPeers({ seed: 3, latencyMs: 10, trace: { maxBytes: 20_000 } });
  for (let i = 0; i < 100; i++) alice.channel.send('x'.repeat(1000));
  await world.settle();
  const entries = [...world.trace.entries];
  expect(entries.length).toBeLessThan(100);
  expect(world.trace.header.entriesLost).toBeGreaterThan(100);
  expect(ofType(entries, 'secrets')).toHaveLength(2);
  expect(ofType(entries, 'host').map(({ host }) => host)).toEqual(['alice', 'bob']);
  end();
});

test('lines are handed out as they are recorded, and are the text of the trace', async () => {
  const lines: string[] = [];
  const { world, end } = await twoPeers({ seed: 3, trace: { onLine: (line) => lines.push(line) } });
  expect(lines.join('')).toBe(world.trace.text());
  expect([...readTrace(world.trace.text()).entries]).toEqual([...world.trace.entries]);
  end();
});

test('what goes wrong with servers is told as well', () => {
  const world = new SimulatedNetwork({ seed: 1, trace: true });
  world.turnServer.silent().heal();
  world.stunServer.respondWith({ code: 500 });
  world.turnServer.restart();
  const told = [...world.trace.entries].flatMap((entry) => ('what' in entry ? [entry.what] : []));
  expect(told).toEqual([
    'turn.sim is silent',
    'turn.sim is silent',
    'stun.sim answers everything with 500',
    'turn.sim restarts',
  ]);
  world.close();
});
