import { describe, expect, test } from 'vitest';
import { SimulatedNetwork } from '../../src/sim.node.ts';
import { collect, eventOf, negotiate, range, twoPeers } from '../support/two-peers.ts';

describe('channels over the simulated network', () => {
  test('are opened by either side at any time, with ids that never collide', async () => {
    const { world, alice, bob, end } = await twoPeers({ seed: 11, latencyMs: 10 });
    const seen: string[] = [];
    const all = new Promise<void>((resolve) => {
      const note = (event: Event): void => {
        seen.push((event as RTCDataChannelEvent).channel.label);
        if (seen.length === 20) resolve();
      };
      for (const peer of [alice, bob]) peer.connection.addEventListener('datachannel', note);
    });
    const channels = range(10).flatMap((i) => [
      alice.connection.createDataChannel(`alice ${i}`),
      bob.connection.createDataChannel(`bob ${i}`),
    ]);
    await all;
    expect(new Set(channels.map(({ id }) => id)).size).toBe(20);
    expect(seen.sort()).toEqual(
      range(10)
        .flatMap((i) => [`alice ${i}`, `bob ${i}`])
        .sort(),
    );
    expect(world.now).toBeLessThan(5000);
    end();
  });

  test('end well whenever they are closed while the connection comes up', async () => {
    const heard = new Set<number>();
    for (const closeAfterMs of range(20).map((i) => 6 * i)) {
      const world = new SimulatedNetwork({ seed: 5, latencyMs: 10, time: 'manual' });
      const alice = new (world.host('alice').RTCPeerConnection)();
      const bob = new (world.host('bob').RTCPeerConnection)();
      const [doomed, kept] = [alice.createDataChannel('doomed'), alice.createDataChannel('kept')];
      const open = new Map<string, RTCDataChannel>();
      bob.addEventListener('datachannel', ({ channel }) => {
        open.set(channel.label, channel);
        heard.add(closeAfterMs);
        channel.addEventListener('close', () => open.delete(channel.label));
      });
      await negotiate(alice, bob);
      await world.advance(closeAfterMs);
      doomed.close();
      await world.advance(1000);
      expect([doomed.readyState, kept.readyState]).toEqual(['closed', 'open']);
      expect([...open.keys()]).toEqual(['kept']);
      const next = alice.createDataChannel('next');
      await world.advance(1000);
      expect(next.readyState).toBe('open');
      expect([...open.keys()]).toEqual(['kept', 'next']);
      alice.close();
      bob.close();
      world.close();
    }
    expect(heard.size).toBeGreaterThan(0);
  });

  test('close from one side when everything that was sent has arrived', async () => {
    const { alice, bob, end } = await twoPeers({ seed: 12, latencyMs: 30, loss: 0.1 });
    const received = collect(bob.channel, 100);
    for (const i of range(100)) alice.channel.send(`${i}`);
    alice.channel.close();
    expect(await received).toEqual(range(100).map(String));
    await Promise.all([eventOf(alice.channel, 'close'), eventOf(bob.channel, 'close')]);
    expect([alice.channel.readyState, bob.channel.readyState]).toEqual(['closed', 'closed']);
    end();
  });

  test('free their ids, which new channels use again', async () => {
    const { alice, bob, end } = await twoPeers({ seed: 13, latencyMs: 5 });
    const { id } = alice.channel;
    for (const round of range(5)) {
      const channel = round === 0 ? alice.channel : alice.connection.createDataChannel(`round ${round}`);
      expect(channel.id).toBe(id);
      if (round > 0) await Promise.all([eventOf(channel, 'open'), eventOf(bob.connection, 'datachannel')]);
      channel.close();
      await eventOf(channel, 'close');
    }
    end();
  });

  test('carry every kind of message both ways, empty and large ones too', async () => {
    const { alice, bob, end } = await twoPeers({ seed: 14, latencyMs: 5, loss: 0.02 });
    const large = new Uint8Array(262_144).map((_, i) => i * 7);
    for (const [from, to] of [
      [alice.channel, bob.channel],
      [bob.channel, alice.channel],
    ]) {
      const received = collect<string | ArrayBuffer>(to, 5);
      from.send('text');
      from.send('');
      from.send(new ArrayBuffer(0));
      from.send(new Blob([new Uint8Array([1, 2])]));
      from.send(large);
      const messages = await received;
      expect(messages.slice(0, 2)).toEqual(['text', '']);
      const [empty, blob, last] = messages.slice(2).map((message) => Buffer.from(message as ArrayBuffer));
      expect([empty.length, ...blob]).toEqual([0, 1, 2]);
      expect(last.equals(large)).toBe(true);
    }
    end();
  });

  test('let the sender pace itself by bufferedamountlow', async () => {
    const { alice, bob, end } = await twoPeers({ seed: 15, latencyMs: 5 });
    const total = 200;
    const received = collect<ArrayBuffer>(bob.channel, total);
    alice.channel.bufferedAmountLowThreshold = 64 * 1024;
    let most = 0;
    for (let sent = 0; sent < total;) {
      while (sent < total && alice.channel.bufferedAmount < 256 * 1024) {
        alice.channel.send(new Uint8Array(16 * 1024));
        sent++;
      }
      most = Math.max(most, alice.channel.bufferedAmount);
      if (sent < total) await eventOf(alice.channel, 'bufferedamountlow');
    }
    expect(await received).toHaveLength(total);
    expect(most).toBeLessThanOrEqual(272 * 1024);
    end();
  });

  test('fail on the other side when the connection is closed', async () => {
    const { alice, bob, end } = await twoPeers({ seed: 16, latencyMs: 5 });
    const failed = eventOf(bob.channel, 'error');
    const closed = eventOf(bob.channel, 'close');
    alice.connection.close();
    expect(((await failed) as RTCErrorEvent).error).toMatchObject({ errorDetail: 'sctp-failure', sctpCauseCode: 12 });
    await closed;
    expect(bob.connection.sctp?.state).toBe('closed');
    end();
  });

  test.each(range(10))(
    'come and go by the hundred over a bad link, and what was sent before closing arrives: seed %i',
    async (seed) => {
      const { alice, bob, end } = await twoPeers({ seed, latencyMs: 10, loss: 0.1, reorder: 0.1 });
      const peers = [alice.connection, bob.connection];
      const inboxes = new Map<string, string[]>();
      const closings: Promise<Event>[] = [];
      for (const peer of peers) {
        peer.addEventListener('datachannel', ({ channel }) => {
          const inbox: string[] = [];
          inboxes.set(channel.label, inbox);
          channel.onmessage = ({ data }) => inbox.push(data);
          closings.push(eventOf(channel, 'close'));
        });
      }
      for (const round of range(10)) {
        const opened = range(10).map((i) => peers[i % 2].createDataChannel(`${round}.${i}`));
        expect(new Set(opened.map(({ id }) => id)).size).toBe(10);
        const closed = opened.map(async (channel, i) => {
          await eventOf(channel, 'open');
          for (const n of range(i)) channel.send(`${channel.label}.${n}`);
          const close = eventOf(channel, 'close');
          channel.close();
          await close;
        });
        await Promise.all(closed);
      }
      await Promise.all(closings);
      for (const round of range(10)) {
        for (const i of range(10)) {
          expect(inboxes.get(`${round}.${i}`)).toEqual(range(i).map((n) => `${round}.${i}.${n}`));
        }
      }
      expect(
        Math.max(...[...(await alice.connection.getStats()).values()].map((s) => s.dataChannelIdentifier ?? 0)),
      ).toBeLessThan(30);
      end();
    },
  );
});
