import { describe, expect, test } from 'vitest';
import { BINDING } from '../../../src/stun/header.ts';
import { readStunMessage } from '../../../src/stun/message.ts';
import { StunMessageWriter } from '../../../src/stun/message-writer.ts';
import { IceWorld } from '../../pair/ice-world.ts';
import type { IcePeer } from '../../pair/ice-world.ts';

const server = { address: '198.51.100.9', port: 3478 };
const url = 'stun:198.51.100.9';

function gatherer() {
  const world = new IceWorld();
  const alice = world.peer('alice', 'controlling', '10.0.0.1');
  return { world, alice, base: alice.bases[0] };
}

const kinds = (peer: IcePeer) => peer.news.map(({ type }) => type);

describe('host candidates', () => {
  test('are announced as bases come, in RFC 8839 terms', () => {
    const { world, alice } = gatherer();
    world.run(0);
    expect(alice.candidates).toEqual([
      {
        foundation: '1',
        component: 1,
        protocol: 'udp',
        priority: 2_130_706_431,
        address: '10.0.0.1',
        port: 5000,
        type: 'host',
        usernameFragment: 'alice1',
      },
    ]);
  });

  test('that policy forbids are neither announced nor paired', () => {
    const world = new IceWorld();
    const alice = world.peer('alice', 'controlling');
    alice.addInterface('10.0.0.1', { isAnnounced: false });
    alice.agent.endGathering(0);
    world.run(0);
    expect(kinds(alice)).toEqual(['gathering-complete']);
    expect(alice.agent.localCandidates).toEqual([]);
  });

  test('of a relay say so', () => {
    const world = new IceWorld();
    const alice = world.peer('alice', 'controlling');
    alice.addInterface('203.0.113.5', {
      type: 'relay',
      url: 'turn:t',
      relayProtocol: 'udp',
      relatedAddress: { address: '203.0.113.1', port: 77 },
    });
    world.run(0);
    const related = { relatedAddress: '203.0.113.1', relatedPort: 77 };
    expect(alice.candidates).toMatchObject([{ type: 'relay', url: 'turn:t', relayProtocol: 'udp', ...related }]);
  });
});

describe('server-reflexive candidates', () => {
  test('come from the server, with the base as related address', () => {
    const { world, alice, base } = gatherer();
    world.stunServer(server.address);
    world.nat(base.socket.local, '203.0.113.1');
    alice.agent.queryStunServer(base, server, url, 0);
    alice.agent.endGathering(0);
    expect(alice.agent.isQuiet).toBe(false);
    world.run(100);
    expect(kinds(alice)).toEqual(['local-candidate', 'local-candidate', 'gathering-complete']);
    expect(alice.candidates[1]).toMatchObject({
      type: 'srflx',
      address: '203.0.113.1',
      port: 6000,
      relatedAddress: '10.0.0.1',
      relatedPort: 5000,
      url,
      foundation: '2',
    });
    expect(alice.agent.nextTimeout()).toBe(Infinity);
  });

  test('that are redundant are left out: without a NAT, or the same from two servers', () => {
    const { world, alice, base } = gatherer();
    world.stunServer(server.address);
    alice.agent.queryStunServer(base, server, url, 0);
    world.run(100);
    expect(alice.candidates).toHaveLength(1);
    world.nat(base.socket.local, '203.0.113.1');
    const other = world.stunServer('198.51.100.10');
    alice.agent.queryStunServer(base, server, url, world.now);
    alice.agent.queryStunServer(base, other, 'stun:198.51.100.10', world.now);
    alice.agent.endGathering(world.now);
    world.run(100);
    expect(alice.candidates.map(({ type }) => type)).toEqual(['host', 'srflx']);
  });

  test('of a silent server: asked five times, error 701 after 9.5 s, and gathering completes', () => {
    const { world, alice, base } = gatherer();
    alice.agent.queryStunServer(base, server, url, 0);
    alice.agent.endGathering(0);
    world.run(9400);
    expect(kinds(alice)).toEqual(['local-candidate']);
    world.run(100);
    expect(kinds(alice)).toEqual(['local-candidate', 'candidate-error', 'gathering-complete']);
    expect(alice.news[1]).toMatchObject({ errorCode: 701, url, base });
    expect(world.sent.map(({ at }) => at)).toEqual([0, 500, 1500, 3500, 7500]);
  });

  test('of a server that refuses: its error code', () => {
    const { world, alice, base } = gatherer();
    const socket = world.open(server, (packet, from) => {
      const { transactionId } = readStunMessage(packet)!;
      const error = new StunMessageWriter('error', BINDING, transactionId).errorCode({
        code: 500,
        reason: 'Server Error',
      });
      socket.send(error.take(), from);
    });
    alice.agent.queryStunServer(base, server, url, 0);
    world.run(100);
    expect(alice.news[1]).toMatchObject({ type: 'candidate-error', errorCode: 500, errorText: 'Server Error' });
  });

  test('of a server of the other address family: error 701 at once', () => {
    const { world, alice, base } = gatherer();
    alice.agent.queryStunServer(base, { address: '2001:db8::9', port: 3478 }, url, 0);
    alice.agent.endGathering(0);
    world.run(0);
    expect(kinds(alice)).toEqual(['local-candidate', 'candidate-error', 'gathering-complete']);
  });

  test('are asked for one per Ta', () => {
    const { world, alice, base } = gatherer();
    for (let port = 1; port <= 4; port++) alice.agent.queryStunServer(base, { ...server, port }, url, 0);
    world.run(100);
    expect(world.sent.map(({ at }) => at)).toEqual([0, 5, 10, 15]);
  });

  test('are not believed from another address than the server', () => {
    const { world, alice, base } = gatherer();
    const liar = world.open({ address: '198.51.100.66', port: 1 }, () => {});
    world.open(server, (packet, from) => {
      const { transactionId } = readStunMessage(packet)!;
      const response = new StunMessageWriter('success', BINDING, transactionId);
      liar.send(response.xorAddress(0x20, { address: '203.0.113.66', port: 66 }).take(), from);
    });
    alice.agent.queryStunServer(base, server, url, 0);
    world.run(10_000);
    expect(alice.candidates).toHaveLength(1);
  });
});

describe('a restart', () => {
  test('gathers anew on the same bases', () => {
    const { world, alice } = gatherer();
    alice.agent.endGathering(0);
    world.run(0);
    alice.restart();
    world.run(0);
    alice.agent.endGathering(0);
    world.run(0);
    expect(alice.candidates.map(({ usernameFragment }) => usernameFragment)).toEqual(['alice1', 'alice2']);
    expect(alice.candidates[0].foundation).toBe(alice.candidates[1].foundation);
    expect(kinds(alice).filter((kind) => kind === 'gathering-complete')).toHaveLength(2);
  });
});

test('a closed agent is silent and idle', () => {
  const { world, alice, base } = gatherer();
  alice.agent.queryStunServer(base, server, url, 0);
  alice.agent.close(0);
  alice.agent.close(0);
  world.run(1000);
  expect(world.sent).toEqual([]);
  expect(alice.states).toEqual(['closed']);
  expect(alice.agent.nextTimeout()).toBe(Infinity);
  alice.send('nothing');
  expect(alice.agent.counters.packetsDiscardedOnSend).toBe(1);
});
