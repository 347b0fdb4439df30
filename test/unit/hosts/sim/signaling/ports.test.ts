import { expect, test } from 'vitest';
import { ApplicationWorld as SimulatedNetwork } from '../../../../../src/hosts/sim/application-world.ts';
import type { SignalingPort } from '../../../../../src/hosts/sim/signaling/signaling-port.ts';
import type { LinkChanges } from '../../../../../src/hosts/sim/link-conditions.ts';

interface Channel {
  readonly world: SimulatedNetwork;
  readonly signaling: ReturnType<SimulatedNetwork['signaling']>;
  readonly alice: SignalingPort;
  readonly bob: SignalingPort;
  /** What bob received, and when. */
  readonly received: { data: unknown; at: number }[];
}

function channel(conditions: LinkChanges = {}, seed = 1): Channel {
  const world = new SimulatedNetwork({ seed, time: 'manual' });
  const signaling = world.signaling(conditions);
  const [alice, bob] = signaling.pair('alice', 'bob');
  const received: Channel['received'] = [];
  bob.onmessage = ({ data }) => received.push({ data: data as unknown, at: world.now });
  bob.start();
  return { world, signaling, alice, bob, received };
}

function numbers({ received }: Channel): unknown[] {
  return received.map(({ data }) => data);
}

test('what is posted arrives after the latency, never in the call, as a copy', async () => {
  const { world, alice, received } = channel({ latencyMs: 40 });
  const description = { type: 'offer', candidates: ['one'] };
  alice.postMessage(description);
  description.candidates.push('two');
  expect(received).toEqual([]);
  await world.settle();
  expect(received).toEqual([{ data: { type: 'offer', candidates: ['one'] }, at: 40 }]);
});

test('descriptions and candidates arrive as what they are in JSON, wherever they are in the message', async () => {
  const { world, alice, received } = channel();
  class Description {
    readonly #sdp = 'v=0';
    toJSON(): object {
      return { type: 'offer', sdp: this.#sdp };
    }
  }
  const circle: Record<string, unknown> = { at: new Date(7), list: [new Description()], map: new Map([['a', 1]]) };
  circle.self = circle;
  alice.postMessage(new Description());
  alice.postMessage(circle);
  await world.settle();
  const [first, second] = received.map(({ data }) => data as Record<string, unknown>);
  expect(first).toEqual({ type: 'offer', sdp: 'v=0' });
  expect(second).toMatchObject({ at: new Date(7), list: [{ type: 'offer', sdp: 'v=0' }], map: new Map([['a', 1]]) });
  expect(second.self).toBe(second);
});

test('jitter keeps the order, reordering does not, duplicates are copies of their own', async () => {
  const inOrder = channel({ jitterMs: 200 });
  const disorder = channel({ reorder: 0.3, reorderDelayMs: 100 });
  const twice = channel({ duplicate: 1 });
  for (let i = 0; i < 50; i++) {
    inOrder.alice.postMessage(i);
    disorder.alice.postMessage(i);
  }
  twice.alice.postMessage({ glare: true });
  for (const { world } of [inOrder, disorder, twice]) await world.settle();
  const sorted = Array.from({ length: 50 }, (_, i) => i);
  expect(numbers(inOrder)).toEqual(sorted);
  expect(numbers(disorder)).not.toEqual(sorted);
  expect([...numbers(disorder)].sort((a, b) => Number(a) - Number(b))).toEqual(sorted);
  const [first, second] = numbers(twice);
  expect(first).toEqual(second);
  expect(first).not.toBe(second);
});

test('messages are lost as often as it says, and the ledger adds up', async () => {
  const { world, signaling, alice, received } = channel({ loss: 0.25, duplicate: 0.1, latencyMs: 5 });
  for (let i = 0; i < 1000; i++) alice.postMessage(i);
  const { ledger } = signaling;
  expect(ledger.sent + ledger.duplicated).toBe(ledger.dropped + ledger.inFlight);
  await world.settle();
  expect(ledger.dropped).toBeGreaterThan(200);
  expect(ledger.dropped).toBeLessThan(300);
  expect(ledger.inFlight).toBe(0);
  expect(received).toHaveLength(ledger.delivered);
});

test('messages wait until somebody listens', async () => {
  const world = new SimulatedNetwork({ seed: 1, time: 'manual' });
  const [alice, bob] = world.signaling().pair();
  alice.postMessage('early');
  await world.settle();
  const heard: unknown[] = [];
  bob.addEventListener('message', (event) => heard.push((event as MessageEvent).data));
  alice.postMessage('late');
  await world.settle();
  expect(heard).toEqual(['early', 'late']);
});

test('closing tells the other end, after what was posted', async () => {
  const { world, alice, bob, received } = channel({ latencyMs: 10, jitterMs: 50 });
  let closedAt = 0;
  bob.onclose = () => (closedAt = world.now);
  alice.postMessage('last words');
  alice.close();
  alice.postMessage('nobody hears this');
  await world.settle();
  expect(received.map(({ data }) => data)).toEqual(['last words']);
  expect(closedAt).toBeGreaterThanOrEqual(received[0].at);
});

test('held messages are let go in order, lost ones are lost, both only for whom it concerns', async () => {
  const { world, signaling, alice, received } = channel();
  const [carol, dave] = signaling.pair('carol', 'dave');
  const heard: unknown[] = [];
  dave.onmessage = ({ data }) => heard.push(data);
  dave.start();
  const hold = signaling.hold({ of: 'alice' });
  const cut = signaling.partition({ of: 'carol' });
  for (const text of ['a', 'b', 'c']) {
    alice.postMessage(text);
    carol.postMessage(text);
  }
  await world.advance(100);
  expect([received, heard]).toEqual([[], []]);
  hold.heal();
  cut.heal();
  carol.postMessage('d');
  await world.settle();
  expect(received.map(({ data }) => data)).toEqual(['a', 'b', 'c']);
  expect(heard).toEqual(['d']);
});

test('conditions change while it runs', async () => {
  const { world, signaling, alice, received } = channel();
  signaling.change({ latencyMs: 30 });
  alice.postMessage('slow');
  await world.settle();
  expect(received[0].at).toBe(30);
});

test('what is signalled is part of the digest', async () => {
  const digests: string[] = [];
  for (const text of ['one', 'one', 'two']) {
    const { world, alice } = channel({ jitterMs: 20 });
    alice.postMessage({ text });
    await world.settle();
    digests.push(world.digest);
  }
  expect(digests[0]).toBe(digests[1]);
  expect(digests[0]).not.toBe(digests[2]);
});

test('bad values are refused', () => {
  const world = new SimulatedNetwork({ seed: 1 });
  expect(() => world.signaling({ loss: 2 })).toThrow(new RangeError('loss: 2 is not within 0…1'));
  expect(() => world.signaling({ corrupt: 0.1 })).toThrow(new TypeError('corrupt is not a condition of signalling'));
  expect(() => world.signaling({ latency: 5 } as LinkChanges)).toThrow('latency is not a condition of a link');
  const signaling = world.signaling();
  const [alice] = signaling.pair('alice', 'bob');
  expect(() => alice.postMessage(() => {})).toThrow(DOMException);
  expect(() => signaling.hold({ of: 'alcie' })).toThrow(/^of: nobody called alcie has connections of signaling \d$/);
  expect(() => signaling.outage({ of: 'alcie' })).toThrow('of: nobody called alcie');
  expect(() => signaling.blackout({ of: 'alice', forMs: -1 })).toThrow('forMs: -1 is not greater than 0');
  expect(() => signaling.relay('somewhere')).toThrow(new TypeError('url: somewhere is not a URL'));
  signaling.relay('wss://chat.example/');
  expect(() => signaling.relay('wss://chat.example?room=1')).toThrow('there is a server at wss://chat.example?room=1');
});
