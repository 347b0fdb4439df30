import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AttributeType } from '../../../src/stun/attribute-type.ts';
import { StunMessageWriter } from '../../../src/stun/message-writer.ts';
import { writeAddress } from '../../../src/stun/address.ts';
import { ALLOCATE, CHANNEL_BIND, CREATE_PERMISSION, DATA, REFRESH, SEND } from '../../../src/turn/attribute-type.ts';
import { readDataIndication } from '../../../src/turn/client-messages.ts';
import { bytesOfHex, hexOf, textOfUtf8, utf8Of } from '../../../src/util/bytes.ts';
import { MAPPED, PEER, RELAYED, ScriptedTurn } from './turn-parts.ts';

const minutes = (count: number): number => count * 60_000;
/** What DTLS looks like to whoever reads its first byte. */
const DATA_PACKET = (): Uint8Array => Uint8Array.of(22, 1, 2, 3);

function dataIndication(text: string, from = PEER): Uint8Array {
  return new StunMessageWriter('indication', DATA, new Uint8Array(12))
    .xorAddress(0x0012, from)
    .attribute(0x0013, utf8Of(text))
    .take();
}

describe('allocating', () => {
  test('asks, is challenged, signs, and is told its addresses', () => {
    const turn = new ScriptedTurn();
    turn.client.allocate();
    const first = turn.request();
    expect(first.method).toBe(ALLOCATE);
    expect(hexOf(first.value(0x0019)!)).toBe('11000000');
    expect(first.has(AttributeType.username)).toBe(false);
    turn.fail(first, 401);
    const second = turn.request();
    expect(textOfUtf8(second.value(AttributeType.username)!)).toBe('user');
    expect(textOfUtf8(second.value(AttributeType.nonce)!)).toBe('first');
    expect(hexOf(second.transactionId)).not.toBe(hexOf(first.transactionId));
    turn.succeed(second, (answer) => answer.xorAddress(0x0016, RELAYED).xorAddress(0x0020, MAPPED));
    expect(turn.news).toEqual([{ type: 'allocated', relayed: [RELAYED], mapped: MAPPED }]);
    expect(turn.client.isQuiet).toBe(true);
  });

  test('over UDP repeats itself at 0.5, 1.5, 3.5 and 7.5 s and gives up at 9.5 s', () => {
    const turn = new ScriptedTurn();
    turn.client.allocate();
    const sentAt: number[] = [];
    while (turn.news.length === 0) {
      if (turn.sent().length > 0) sentAt.push(turn.now);
      if (turn.news.length === 0) turn.sleep();
    }
    expect(sentAt).toEqual([0, 500, 1500, 3500, 7500]);
    expect(turn.now).toBe(9500);
    expect(turn.news).toEqual([{ type: 'refused', errorCode: 701, errorText: 'TURN server did not answer' }]);
  });

  test('over a stream asks once', () => {
    const turn = new ScriptedTurn({ isReliable: true });
    turn.client.allocate();
    expect(turn.sent()).toHaveLength(1);
    expect(turn.sleep()).toBe(9500);
    expect(turn.sent()).toHaveLength(0);
    expect(turn.news[0].type).toBe('refused');
  });

  test.each([401, 403, 437, 440, 441, 442, 486, 508])('a %i to a signed request is the end', (code) => {
    const turn = new ScriptedTurn();
    turn.client.allocate();
    turn.fail(turn.request(), 401);
    turn.fail(turn.request(), code);
    expect(turn.news).toEqual([{ type: 'refused', errorCode: code, errorText: `Error ${code}` }]);
    expect(turn.client.nextTimeout()).toBe(Infinity);
  });

  test('a stale nonce is replaced, but not for ever', () => {
    const turn = new ScriptedTurn();
    turn.client.allocate();
    turn.fail(turn.request(), 401);
    turn.nonce = 'second';
    turn.fail(turn.request(), 438);
    const third = turn.request();
    expect(textOfUtf8(third.value(AttributeType.nonce)!)).toBe('second');
    turn.fail(third, 438);
    turn.fail(turn.request(), 438);
    turn.fail(turn.request(), 438);
    expect(turn.news[0]).toMatchObject({ type: 'refused', errorCode: 438 });
  });

  test('300 names another server', () => {
    const turn = new ScriptedTurn();
    turn.client.allocate();
    const server = { address: '192.0.2.99', port: 3478 };
    turn.fail(turn.request(), 300, (answer) => answer.attribute(AttributeType.alternateServer, writeAddress(server)!));
    expect(turn.news).toEqual([{ type: 'redirected', server, domain: undefined }]);
  });

  test('an unsigned success to a signed request is forged, and the real one still counts', () => {
    const turn = new ScriptedTurn();
    turn.client.allocate();
    turn.fail(turn.request(), 401);
    const request = turn.request();
    const forged = new StunMessageWriter('success', ALLOCATE, request.transactionId);
    turn.receive(forged.xorAddress(0x0016, PEER).xorAddress(0x0020, PEER).take());
    expect(turn.news).toEqual([]);
    expect(turn.client.counters.forgedDropped).toBe(1);
    turn.succeed(request, (answer) => answer.xorAddress(0x0016, RELAYED).xorAddress(0x0020, MAPPED));
    expect(turn.news[0].type).toBe('allocated');
  });

  test('an offer of algorithms that somebody took out of the 401 is not followed', () => {
    const turn = new ScriptedTurn();
    turn.nonce = 'obMatJos2AAABnonce';
    turn.client.allocate();
    turn.fail(turn.request(), 401);
    expect(turn.news[0]).toMatchObject({ type: 'refused', errorCode: 401 });
  });

  test('both families are wanted unless one is asked for', () => {
    const asked = (families: 'ipv4' | 'ipv6' | 'both'): (string | undefined)[] => {
      const turn = new ScriptedTurn({ families });
      turn.client.allocate();
      const request = turn.request();
      return [0x0017, 0x8000].map((type) => request.value(type) && hexOf(request.value(type)!));
    };
    expect(asked('ipv4')).toEqual([undefined, undefined]);
    expect(asked('ipv6')).toEqual(['02000000', undefined]);
    expect(asked('both')).toEqual([undefined, '02000000']);
  });
});

describe('an allocation', () => {
  test('is renewed a minute before it ends', () => {
    const turn = new ScriptedTurn();
    turn.allocate(600);
    expect(turn.sleep()).toBe(540_000);
    const refresh = turn.request();
    expect(refresh.method).toBe(REFRESH);
    turn.succeed(refresh, (answer) => answer.uint32(0x000d, 1200));
    expect(turn.client.nextTimeout()).toBe(540_000 + 1_140_000);
  });

  test('outlives a server that is silent for a while, and is lost when its time is over', () => {
    const turn = new ScriptedTurn();
    turn.allocate(600);
    while (turn.news.length < 2) {
      turn.sleep();
      turn.sent();
    }
    expect(turn.now).toBe(600_000);
    expect(turn.news[1]).toMatchObject({ type: 'lost', errorCode: 701 });
  });

  test.each(['refresh', 'permission'] as const)('is lost when the server answers a %s with 437', (what) => {
    const turn = new ScriptedTurn();
    turn.allocate();
    if (what === 'refresh') turn.sleep();
    else turn.client.permit(PEER);
    turn.fail(turn.request(), 437);
    expect(turn.news[1]).toMatchObject({ type: 'lost', errorCode: 437 });
    expect(turn.client.isAllocated).toBe(false);
  });

  test('is verified by a renewal that somebody waits for', () => {
    const turn = new ScriptedTurn();
    turn.allocate();
    turn.client.verify();
    turn.client.verify();
    expect(turn.client.isQuiet).toBe(false);
    turn.succeed(turn.request());
    expect(turn.news[1]).toEqual({ type: 'verified' });
    expect(turn.client.isQuiet).toBe(true);
  });

  test('is given back with a lifetime of 0, with a fresh nonce if need be', () => {
    const turn = new ScriptedTurn();
    turn.allocate();
    turn.client.close();
    const first = turn.request();
    expect(hexOf(first.value(0x000d)!)).toBe('00000000');
    turn.nonce = 'second';
    turn.fail(first, 438);
    turn.succeed(turn.request());
    expect(turn.news[1]).toEqual({ type: 'released' });
  });

  test('a server that does not hear it is told three times within two and a half seconds', () => {
    const turn = new ScriptedTurn();
    turn.allocate();
    turn.client.close();
    let messages = 0;
    while (turn.news.length < 2) {
      messages += turn.sent().length;
      if (turn.news.length < 2) turn.sleep();
    }
    expect([messages, turn.now]).toEqual([3, 2500]);
  });

  test('ends with its connection', () => {
    const turn = new ScriptedTurn({ isReliable: true });
    turn.allocate();
    turn.client.disconnect('connection reset');
    turn.sent();
    expect(turn.news[1]).toEqual({ type: 'lost', errorCode: 701, errorText: 'connection reset' });
  });
});

describe('permissions', () => {
  test('are asked for before the first packet goes, once for each address', () => {
    const turn = new ScriptedTurn();
    turn.allocate();
    turn.client.send(Uint8Array.of(0, 1), PEER);
    turn.client.send(Uint8Array.of(0, 1), { ...PEER, port: 7001 });
    expect(turn.requests().map(({ method }) => method)).toEqual([CREATE_PERMISSION, SEND, SEND]);
    turn.client.send(Uint8Array.of(0, 1), PEER);
    expect(turn.requests().map(({ method }) => method)).toEqual([SEND]);
  });

  test('are renewed after four minutes if they were used since, and lapse otherwise', () => {
    const turn = new ScriptedTurn();
    turn.allocate(3600);
    turn.client.permit(PEER);
    turn.succeed(turn.request());
    turn.client.send(Uint8Array.of(0, 1), PEER);
    turn.sent();
    turn.sleepUntil(minutes(4));
    turn.succeed(turn.request());
    turn.sleepUntil(minutes(8));
    expect(turn.sent()).toEqual([]);
    turn.sleepUntil(minutes(9));
    turn.client.send(Uint8Array.of(0, 1), PEER);
    expect(turn.requests().map(({ method }) => method)).toEqual([CREATE_PERMISSION, SEND]);
  });

  test('that are refused silence the peer, and nothing else', () => {
    const turn = new ScriptedTurn();
    turn.allocate();
    turn.client.permit(PEER);
    turn.fail(turn.request(), 403);
    turn.client.send(DATA_PACKET(), PEER);
    expect(turn.sent()).toEqual([]);
    expect(turn.client.counters.packetsDiscardedOnSend).toBe(1);
    turn.client.send(DATA_PACKET(), { address: '203.0.113.6', port: 1 });
    expect(turn.sent()).toHaveLength(3);
  });

  test('data from elsewhere is dropped', () => {
    const turn = new ScriptedTurn();
    turn.allocate();
    turn.receive(dataIndication('nobody asked'));
    expect(turn.received).toEqual([]);
    expect(turn.client.counters.unpermittedDropped).toBe(1);
    turn.client.permit(PEER);
    turn.sent();
    turn.receive(dataIndication('welcome', { ...PEER, port: 1 }));
    expect(turn.received).toEqual([{ packet: 'welcome', from: { ...PEER, port: 1 }, at: 0 }]);
  });
});

describe('channels', () => {
  function withChannel(options = {}) {
    const turn = new ScriptedTurn(options);
    turn.allocate(3600);
    turn.client.send(DATA_PACKET(), PEER);
    const [permission, indication, bind] = turn.requests();
    turn.succeed(permission);
    turn.succeed(bind);
    return { turn, indication, bind };
  }

  test('are bound for peers that data goes to; until then indications carry it', () => {
    const { turn, indication, bind } = withChannel();
    expect(readDataIndication(indication)).toEqual({ peer: PEER, data: DATA_PACKET() });
    expect(bind.method).toBe(CHANNEL_BIND);
    expect(hexOf(bind.value(0x000c)!)).toBe('40000000');
    turn.client.send(DATA_PACKET(), PEER);
    turn.client.send(Uint8Array.of(0, 1), PEER);
    expect(turn.sent().map(hexOf)).toEqual(['4000000416010203', '400000020001']);
  });

  test('are padded over a stream', () => {
    const { turn } = withChannel({ isReliable: true });
    turn.client.send(Uint8Array.of(23), PEER);
    expect(turn.sent().map(hexOf)).toEqual(['4000000117000000']);
  });

  test('carry what the peer sends', () => {
    const { turn } = withChannel();
    turn.receive(bytesOfHex('4000 0003 616263'));
    expect(turn.received).toEqual([{ packet: 'abc', from: PEER, at: 0 }]);
    turn.receive(bytesOfHex('4001 0003 616263'));
    turn.receive(bytesOfHex('4000 0004 616263'));
    expect(turn.client.counters.malformedDropped).toBe(2);
  });

  test('are bound again after nine minutes of use, with the same number', () => {
    const { turn } = withChannel();
    for (const minute of [4, 8]) {
      turn.client.send(DATA_PACKET(), PEER);
      turn.sleepUntil(minutes(minute));
      for (const request of turn.requests()) turn.succeed(request);
    }
    turn.client.send(DATA_PACKET(), PEER);
    turn.sleepUntil(minutes(9));
    const request = turn.request();
    expect([request.method, hexOf(request.value(0x000c)!)]).toEqual([CHANNEL_BIND, '40000000']);
  });

  test('that are refused leave the indications', () => {
    const turn = new ScriptedTurn();
    turn.allocate();
    turn.client.send(DATA_PACKET(), PEER);
    const [permission, , bind] = turn.requests();
    turn.succeed(permission);
    turn.fail(bind, 400);
    turn.client.send(DATA_PACKET(), PEER);
    expect(turn.requests().map(({ method }) => method)).toEqual([SEND]);
  });
});

test('hostile bytes are dropped and counted, and nothing throws', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 20 }), fc.boolean(), (packets, isAllocated) => {
      const turn = new ScriptedTurn();
      if (isAllocated) turn.allocate();
      const before = turn.client.counters.malformedDropped;
      for (const packet of packets) turn.receive(packet);
      expect(turn.client.counters.malformedDropped - before).toBe(packets.length);
      expect(turn.received).toEqual([]);
    }),
  );
});
