import { describe, expect, test } from 'vitest';
import type { DtlsRole } from '../../src/dtls/types.ts';
import { DtlsPair, type Link, type PairOptions } from './dtls-pair.ts';

/** Small datagrams make many of them, so that there is more to lose. */
const SMALL: PairOptions = { client: { maxDatagramBytes: 300 }, server: { maxDatagramBytes: 300 } };

function heard(pair: DtlsPair): string[] {
  pair.client.send('ping');
  pair.exchange();
  pair.server.send('pong');
  pair.exchange();
  return [...pair.server.texts, ...pair.client.texts];
}

function dropping(...lost: [DtlsRole, number][]): Link {
  return (datagram, from, index) => (lost.some(([side, at]) => side === from && at === index) ? [] : [datagram]);
}

describe('a handshake survives', () => {
  const lossless = new DtlsPair(SMALL).connect().sent;
  const each = (['client', 'server'] as const).flatMap((side) =>
    Array.from({ length: lossless[side] }, (_, index) => ({ side, index })),
  );

  test.each(each)('the loss of datagram $index from the $side', ({ side, index }) => {
    const pair = new DtlsPair({ ...SMALL, link: dropping([side, index]) }).connect();
    expect(pair.isConnected).toBe(true);
    expect(heard(pair)).toEqual(['ping', 'pong']);
  });

  test('the loss of any two datagrams', () => {
    for (let first = 0; first < 6; first++) {
      for (let second = 0; second < 6; second++) {
        const pair = new DtlsPair({ ...SMALL, link: dropping(['client', first], ['server', second]) }).connect();
        expect([first, second, pair.isConnected]).toEqual([first, second, true]);
      }
    }
  });

  test('the loss of every second datagram for five seconds', () => {
    const pair = new DtlsPair(SMALL);
    let count = 0;
    pair.link = (datagram) => (pair.now < 6000 && count++ % 2 === 0 ? [] : [datagram]);
    pair.connect();
    expect(pair.isConnected).toBe(true);
  });

  test('the loss of the last flight, which the server repeats when the client does', () => {
    const pair = new DtlsPair({ link: dropping(['server', 1]) }).start().exchange();
    expect(pair.server.states).toEqual(['connecting', 'connected']);
    expect(pair.client.states).toEqual(['connecting']);
    expect(pair.server.endpoint.isQuiet).toBe(true);
    pair.run();
    expect(pair.client.states).toEqual(['connecting', 'connected']);
    expect(pair.now).toBe(1250);
  });

  test('datagrams that come twice', () => {
    const pair = new DtlsPair({ ...SMALL, link: (datagram) => [datagram, datagram] }).connect();
    expect(heard(pair)).toEqual(['ping', 'pong']);
    expect(pair.now).toBe(1000);
  });

  test('datagrams that come in reverse order', () => {
    const pair = new DtlsPair(SMALL);
    const backlog: Record<DtlsRole, Uint8Array[]> = { client: [], server: [] };
    pair.link = (datagram, from) => {
      backlog[from].unshift(datagram);
      return [];
    };
    pair.start();
    for (let round = 0; round < 6; round++) {
      pair.exchange();
      for (const datagram of backlog.client.splice(0)) pair.server.endpoint.receive(datagram, pair.now);
      for (const datagram of backlog.server.splice(0)) pair.client.endpoint.receive(datagram, pair.now);
    }
    expect(pair.now).toBe(1000);
    expect(pair.isConnected).toBe(true);
    expect(pair.client.endpoint.counters.recordsDropped + pair.server.endpoint.counters.recordsDropped).toBe(0);
  });

  test('both sides repeating their flights at the same time', () => {
    const pair = new DtlsPair(SMALL);
    const delayed: { to: 'client' | 'server'; datagram: Uint8Array; at: number }[] = [];
    // 400 ms one way: each flight is repeated before its answer can come.
    pair.link = (datagram, from) => {
      delayed.push({ to: from === 'client' ? 'server' : 'client', datagram, at: pair.now + 400 });
      return [];
    };
    pair.start().exchange();
    for (let step = 0; step < 2000 && !(pair.isConnected && delayed.length === 0); step++) {
      pair.now += 10;
      pair.client.endpoint.handleTimeout(pair.now);
      pair.server.endpoint.handleTimeout(pair.now);
      while (delayed.length > 0 && delayed[0].at <= pair.now) {
        const { to, datagram } = delayed.shift()!;
        pair[to].endpoint.receive(datagram, pair.now);
      }
      pair.exchange();
    }
    expect(pair.isConnected).toBe(true);
    expect(delayed).toEqual([]);
    expect(pair.sent.client + pair.sent.server).toBeLessThan(150);
  });

  test('a path that carries small datagrams only', () => {
    const pair = new DtlsPair({ link: (datagram) => (datagram.length > 560 ? [] : [datagram]) }).connect();
    expect(pair.isConnected).toBe(true);
    expect(pair.now).toBeLessThan(3000);
  });

  test('a cookie on the way', () => {
    const pair = new DtlsPair({ ...SMALL, server: { ...SMALL.server, requireCookie: true } }).connect();
    expect(heard(pair)).toEqual(['ping', 'pong']);
    for (let lost = 0; lost < 4; lost++) {
      const link = dropping(['client', lost], ['server', lost]);
      const lossy = new DtlsPair({ server: { requireCookie: true }, link }).connect();
      expect(lossy.isConnected).toBe(true);
    }
  });
});

describe('retransmission', () => {
  test('backs off from 250 ms to three seconds, and gives up after a minute and a half', () => {
    const pair = new DtlsPair({ link: () => [] }).start().exchange();
    const gaps: number[] = [];
    while (pair.client.endpoint.nextTimeout() < Infinity) {
      const next = pair.client.endpoint.nextTimeout();
      gaps.push(next - pair.now);
      pair.now = next;
      pair.client.endpoint.handleTimeout(next);
      pair.exchange();
    }
    expect(gaps.slice(0, 5)).toEqual([250, 500, 1000, 2000, 3000]);
    expect(new Set(gaps.slice(5))).toEqual(new Set([3000]));
    expect(pair.now).toBeGreaterThan(80_000);
    expect(pair.now).toBeLessThan(100_000);
    expect(pair.client.states).toEqual(['connecting', 'failed']);
    expect(pair.client.errors[0]).toMatchObject({ detail: 'dtls-failure', sentAlert: undefined });
  });

  test('data from the other side tells that its last flight was lost, sooner than the timer', () => {
    let isLost = false;
    const pair = new DtlsPair();
    pair.link = (datagram, from) => (from === 'server' && isLost ? [] : [datagram]);
    pair.start();
    for (const datagram of pair.client.flush(pair.now)) pair.server.endpoint.receive(datagram, pair.now);
    for (const datagram of pair.server.flush(pair.now)) pair.client.endpoint.receive(datagram, pair.now);
    isLost = true;
    pair.exchange();
    expect([pair.client.endpoint.state, pair.server.endpoint.state]).toEqual(['connecting', 'connected']);
    isLost = false;
    pair.now += 100;
    pair.server.send('early');
    pair.exchange();
    expect(pair.client.endpoint.state).toBe('connected');
    expect(pair.client.texts).toEqual(['early']);
  });

  test('leaves nothing armed once connected', () => {
    const pair = new DtlsPair().connect();
    expect(pair.client.endpoint.nextTimeout()).toBe(Infinity);
    expect(pair.server.endpoint.nextTimeout()).toBe(Infinity);
  });

  test('datagrams are never larger than asked', () => {
    const sizes: number[] = [];
    for (const maxDatagramBytes of [150, 300, 576, 1200]) {
      const options = { maxDatagramBytes };
      const link: Link = (datagram) => [(sizes.push(datagram.length - maxDatagramBytes), datagram)];
      expect(new DtlsPair({ client: options, server: options, link }).connect().isConnected).toBe(true);
    }
    expect(Math.max(...sizes)).toBeLessThanOrEqual(0);
  });
});
