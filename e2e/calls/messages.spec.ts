import { checksum, pattern } from '../support/peer.ts';
import { expect, test } from '../support/fixtures.ts';

test('both sides end up connected', async ({ call }) => {
  for (const side of [call.offerer, call.answerer]) {
    await side.run((peer) => peer.reached('connected'));
    const states = await side.run((peer) => ({
      signaling: peer.connection.signalingState,
      ice: peer.connection.iceConnectionState,
      dtls: peer.connection.sctp?.transport.state,
      sctp: peer.connection.sctp?.state,
      seen: peer.states,
      errors: peer.errors,
    }));
    expect(states).toMatchObject({ signaling: 'stable', dtls: 'connected', sctp: 'connected', errors: [] });
    expect(['connected', 'completed']).toContain(states.ice);
    expect(states.seen).toEqual(['connecting', 'connected']);
  }
});

test('text, empty and binary messages arrive as they were sent, in order', async ({ call }) => {
  const messages = [
    'hello',
    '',
    'žluťoučký kůň 🐎',
    { bytes: 0, seed: 0 },
    { bytes: 1, seed: 1 },
    { bytes: 1200, seed: 2 },
  ];
  const expected = messages.map(asReceived);
  for (const [from, to] of bothWays(call)) {
    for (const message of messages) await from.run((peer, one) => peer.send('first', one), message);
    expect(await to.run((peer, count) => peer.received('first', count), messages.length)).toEqual(expected);
  }
});

test('a message of 256 KiB arrives whole', async ({ call }) => {
  const message = { bytes: 256 * 1024, seed: 7 };
  for (const [from, to] of bothWays(call)) {
    expect(await from.run((peer) => peer.connection.sctp!.maxMessageSize)).toBeGreaterThanOrEqual(message.bytes);
    await from.run((peer, one) => peer.send('first', one), message);
    expect(await to.run((peer) => peer.received('first', 1))).toEqual([asReceived(message)]);
  }
});

test('a long text of characters of every width arrives whole', async ({ call }) => {
  const text = 'aé漢🐎'.repeat(20_000);
  for (const [from, to] of bothWays(call)) {
    await from.run((peer, one) => peer.send('first', one), text);
    expect(await to.run((peer) => peer.received('first', 1))).toEqual([{ kind: 'text', text }]);
  }
});

test('views and blobs are sent as their bytes', async ({ call }) => {
  const whole = pattern(64, 3);
  for (const [from, to] of bothWays(call)) {
    await from.run(
      async (peer, bytes) => {
        const buffer = new Uint8Array(bytes).buffer;
        const channel = peer.channel('first');
        channel.send(buffer);
        channel.send(new DataView(buffer, 8, 16));
        channel.send(new Uint16Array(buffer, 2, 3));
        channel.send(new Blob([buffer]));
      },
      [...whole],
    );
    const sent = [whole, whole.subarray(8, 24), whole.subarray(2, 8), whole];
    const expected = sent.map((bytes) => ({ kind: 'binary', bytes: bytes.length, checksum: checksum(bytes) }));
    expect(await to.run((peer) => peer.received('first', 4))).toEqual(expected);
  }
});

test('a thousand small messages stay in order', async ({ call }) => {
  const texts = Array.from({ length: 1000 }, (_, i) => `message ${i}`);
  for (const [from, to] of bothWays(call)) {
    await from.run((peer, all) => all.forEach((text) => peer.send('first', text)), texts);
    const received = await to.run((peer) => peer.received('first', 1000));
    expect(received).toEqual(texts.map((text) => ({ kind: 'text', text })));
  }
});

function bothWays<T>({ offerer, answerer }: { offerer: T; answerer: T }): [T, T][] {
  return [
    [offerer, answerer],
    [answerer, offerer],
  ];
}

function asReceived(message: string | { bytes: number; seed: number }): object {
  if (typeof message === 'string') return { kind: 'text', text: message };
  const bytes = pattern(message.bytes, message.seed);
  return { kind: 'binary', bytes: bytes.length, checksum: checksum(bytes) };
}
