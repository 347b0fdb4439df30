import { describe, expect, test } from 'vitest';
import { ChunkType } from '../../src/sctp/chunks/chunk-type.ts';
import { RELIABLE, SctpPair, pattern, utf8, type Side } from './sctp-pair.ts';

/** Alice's INIT reaches bob, past the network, after he began to connect and before he has sent anything. */
function afterMeetingInits(drop?: (packet: Uint8Array) => boolean): SctpPair {
  const pair = new SctpPair({ latencyMs: 10, drop: (packet) => packet[12] === ChunkType.init });
  pair.alice.association.connect(pair.now);
  pair.run(1);
  if (drop === undefined) delete pair.faults.drop;
  else pair.faults.drop = drop;
  pair.bob.association.connect(pair.now);
  pair.bob.association.receive(pair.sent[0].packet.slice(), pair.now);
  return pair;
}

/** The type of the first chunk of each packet. */
function chunksFrom(pair: SctpPair, side: Side): number[] {
  return pair.sent.filter(({ from }) => from === side).map(({ packet }) => packet[12]);
}

describe('connecting', () => {
  test('both sides connect at once and exchange messages', () => {
    const pair = SctpPair.connected({ latencyMs: 10 });
    pair.alice.association.send(1, 51, utf8('from alice'), RELIABLE, pair.now);
    pair.bob.association.send(2, 51, utf8('from bob'), RELIABLE, pair.now);
    pair.run(100);
    expect(pair.bob.texts).toEqual(['from alice']);
    expect(pair.alice.texts).toEqual(['from bob']);
    expect(pair.bob.messages[0]).toMatchObject({ streamId: 1, payloadProtocolId: 51 });
  });

  test('one side connects, the other only answers', () => {
    const pair = new SctpPair({ latencyMs: 10 });
    pair.alice.association.connect(pair.now);
    pair.run(100);
    expect(pair.alice.news).toEqual([{ type: 'connected', outgoingStreams: 65535, incomingStreams: 65535 }]);
    expect(pair.bob.news).toEqual([{ type: 'connected', outgoingStreams: 65535, incomingStreams: 65535 }]);
  });

  test('a side whose INIT has not left when the other one comes in lets that handshake do for both', () => {
    const pair = afterMeetingInits();
    pair.run(100);
    expect(pair.alice.isConnected && pair.bob.isConnected).toBe(true);
    expect(chunksFrom(pair, 'bob')).toEqual([ChunkType.initAck, ChunkType.cookieAck]);
  });

  test('and sends its own if nothing comes of it', () => {
    const pair = afterMeetingInits((packet) => packet[12] === ChunkType.initAck);
    pair.run(500);
    delete pair.faults.drop;
    pair.until(() => pair.alice.isConnected && pair.bob.isConnected, 5000);
    expect(chunksFrom(pair, 'bob')).toContain(ChunkType.init);
  });

  test('the handshake is a first measure of the round trip, for the side that began it', () => {
    const pair = new SctpPair({ latencyMs: 30 });
    pair.alice.association.connect(pair.now);
    pair.run(200);
    expect(pair.alice.association.smoothedRoundTripTimeMs).toBe(60);
    expect(pair.bob.association.smoothedRoundTripTimeMs).toBeUndefined();
  });

  test('messages sent before the association is up are delivered once it is', () => {
    const pair = new SctpPair({ latencyMs: 10 });
    pair.alice.association.send(1, 51, utf8('early'), RELIABLE, pair.now);
    pair.alice.association.connect(pair.now);
    pair.until(() => pair.bob.messages.length === 1);
    expect(pair.bob.texts).toEqual(['early']);
  });

  test('and with the packet that ends the handshake, where the side that answers has them', () => {
    const pair = new SctpPair({ latencyMs: 10 });
    pair.bob.association.send(1, 51, utf8('early'), RELIABLE, pair.now);
    pair.alice.association.connect(pair.now);
    pair.until(() => pair.alice.messages.length === 1);
    expect(pair.alice.texts).toEqual(['early']);
    expect(chunksFrom(pair, 'bob')).toEqual([ChunkType.initAck, ChunkType.cookieAck]);
  });

  test('a message that was taken back before is not sent', () => {
    const pair = new SctpPair({ latencyMs: 10 });
    pair.alice.association.send(1, 51, utf8('taken back'), RELIABLE, pair.now);
    pair.alice.association.send(3, 51, utf8('kept'), RELIABLE, pair.now);
    expect(pair.alice.association.withdraw(1)).toBe(true);
    pair.alice.association.connect(pair.now);
    pair.run(200);
    expect(pair.bob.texts).toEqual(['kept']);
    expect(pair.alice.association.withdraw(3)).toBe(false);
    expect(pair.alice.association.withdraw(5)).toBe(true);
  });

  test('nor is one for a stream that the peer does not have', () => {
    const pair = new SctpPair({ latencyMs: 10 }, {}, 1, { maxStreams: 4 });
    pair.alice.association.send(4, 51, utf8('beyond'), RELIABLE, pair.now);
    pair.alice.association.send(3, 51, utf8('within'), RELIABLE, pair.now);
    pair.alice.association.connect(pair.now);
    pair.run(200);
    expect(pair.bob.texts).toEqual(['within']);
    expect(pair.alice.association.bufferedBytes(4)).toBe(0);
  });

  test('large messages are cut and joined', () => {
    const pair = SctpPair.connected({ latencyMs: 5 });
    const data = pattern(262_144);
    pair.alice.association.send(3, 53, data, RELIABLE, pair.now);
    pair.until(() => pair.bob.messages.length === 1);
    expect(Buffer.compare(pair.bob.messages[0].data, data)).toBe(0);
  });
});
