import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readUsername, writeCheck, writeCheckError, writeCheckSuccess } from '../../src/ice/check-message.ts';
import type { IceCandidate } from '../../src/ice/types.ts';
import type { SocketAddress } from '../../src/ports/network.ts';
import { AttributeType } from '../../src/stun/attribute-type.ts';
import { readErrorCode, readUnknownAttributes } from '../../src/stun/error-code.ts';
import { BINDING } from '../../src/stun/header.ts';
import { readStunMessage } from '../../src/stun/message.ts';
import type { StunMessage } from '../../src/stun/message.ts';
import { StunMessageWriter } from '../../src/stun/message-writer.ts';
import { IceWorld, isUp, TestRandom, testCrypto } from './ice-world.ts';
import type { IcePeer } from './ice-world.ts';

/** A peer written by hand, to be what our own agent is not: lite, aggressive, hostile. */
class ScriptedPeer {
  readonly parameters = { usernameFragment: 'scripted', password: 'the script has a password too' };
  readonly requests: StunMessage[] = [];
  answers = (request: StunMessage, from: SocketAddress): Uint8Array | undefined =>
    writeCheckSuccess(request, from, testCrypto, this.#key);
  readonly #world: IceWorld;
  readonly #random = new TestRandom(5);
  readonly #key = new TextEncoder().encode(this.parameters.password);

  constructor(world: IceWorld, ...addresses: string[]) {
    this.#world = world;
    for (const address of addresses) this.#open({ address, port: 9 });
  }

  readonly candidates: IceCandidate[] = [];
  readonly #sockets = new Map<string, ReturnType<IceWorld['open']>>();

  check(peer: IcePeer, from: string, useCandidate: boolean): void {
    const { usernameFragment, password } = peer.agent.localParameters;
    const transactionId = new Uint8Array(12);
    this.#random.fill(transactionId);
    const username = `${usernameFragment}:${this.parameters.usernameFragment}`;
    const fields = {
      transactionId,
      username,
      priority: 1,
      role: 'controlling',
      tieBreaker: new Uint8Array(8),
    } as const;
    const request = writeCheck({ ...fields, useCandidate }, testCrypto, new TextEncoder().encode(password));
    this.#sockets.get(from)?.send(request, peer.bases[0].socket.local);
  }

  refuse(request: StunMessage, code: number): Uint8Array {
    return writeCheckError(request, { code, reason: '' }, testCrypto, this.#key);
  }

  #open(local: SocketAddress): void {
    const socket = this.#world.open(local, (packet, from) => {
      const message = readStunMessage(packet);
      if (message?.class !== 'request') return;
      this.requests.push(message);
      const answer = this.answers(message, from);
      if (answer) socket.send(answer, from);
    });
    this.#sockets.set(local.address, socket);
    this.candidates.push({
      foundation: String(this.candidates.length),
      component: 1,
      protocol: 'udp',
      priority: 2_000_000_000 - this.candidates.length,
      ...local,
      type: 'host',
    });
  }
}

function against(scripted: (world: IceWorld) => ScriptedPeer, role: 'controlling' | 'controlled', isLite = false) {
  const world = new IceWorld();
  const alice = world.peer('alice', role, '192.0.2.1');
  const peer = scripted(world);
  alice.agent.endGathering(0);
  alice.agent.setRemoteParameters(peer.parameters, { isLite }, 0);
  for (const candidate of peer.candidates) alice.agent.addRemoteCandidate(candidate, 0);
  alice.agent.endRemoteCandidates(0);
  return { world, alice, peer };
}

describe('a lite peer', () => {
  test('is checked, nominated and kept alive by this side alone', () => {
    const { world, alice, peer } = against((of) => new ScriptedPeer(of, '192.0.2.2'), 'controlled', true);
    world.until(() => isUp(alice));
    expect(world.now).toBeLessThan(50);
    const [check, nomination] = peer.requests;
    expect(readUsername(check)).toEqual(['scripted', 'alice1']);
    expect(check.has(AttributeType.iceControlling)).toBe(true);
    expect(check.has(AttributeType.priority)).toBe(true);
    expect(check.has(AttributeType.useCandidate)).toBe(false);
    expect(nomination.has(AttributeType.useCandidate)).toBe(true);
    world.run(60_000);
    expect(alice.agent.state).toBe('completed');
  });
});

describe('a peer that nominates every pair it checks', () => {
  test('ends with us on the best of them, whatever the order', () => {
    for (const order of [
      ['192.0.2.2', '192.0.2.3'],
      ['192.0.2.3', '192.0.2.2'],
    ]) {
      const { world, alice, peer } = against((of) => new ScriptedPeer(of, '192.0.2.2', '192.0.2.3'), 'controlled');
      world.run(100);
      for (const from of order) (peer.check(alice, from, true), world.run(100));
      expect(alice.path).toBe('192.0.2.1 → 192.0.2.2');
      for (const from of order) (peer.check(alice, from, true), world.run(3000));
      expect(alice.path).toBe('192.0.2.1 → 192.0.2.2');
    }
  });

  test('is followed when the nomination arrives before our own check has succeeded', () => {
    const { world, alice, peer } = against((of) => new ScriptedPeer(of, '192.0.2.2'), 'controlled');
    peer.check(alice, '192.0.2.2', true);
    world.until(() => isUp(alice), 40);
    expect(alice.path).toBe('192.0.2.1 → 192.0.2.2');
  });

  test('moves us to a lesser pair once the better one has gone silent', () => {
    const { world, alice, peer } = against((of) => new ScriptedPeer(of, '192.0.2.2', '192.0.2.3'), 'controlled');
    world.run(100);
    for (const from of ['192.0.2.2', '192.0.2.3']) peer.check(alice, from, true);
    world.run(100);
    world.drops = (from, to) => from.address === '192.0.2.2' || to.address === '192.0.2.2';
    world.run(7000);
    expect(alice.path).toBe('192.0.2.1 → 192.0.2.3');
    expect(alice.states).not.toContain('disconnected');
  });
});

describe('answers that are no success', () => {
  test('an error fails the pair', () => {
    const { world, alice, peer } = against((of) => new ScriptedPeer(of, '192.0.2.2'), 'controlling');
    peer.answers = (request) => peer.refuse(request, 400);
    world.run(100);
    expect(alice.agent.candidatePairs[0].state).toBe('failed');
    expect(alice.agent.state).toBe('checking');
    world.run(40_000);
    expect(alice.agent.state).toBe('failed');
  });

  test('a role conflict makes us switch and check again', () => {
    const { world, alice, peer } = against((of) => new ScriptedPeer(of, '192.0.2.2'), 'controlling');
    const succeed = peer.answers;
    peer.answers = (request, from) =>
      request.has(AttributeType.iceControlling) ? peer.refuse(request, 487) : succeed(request, from);
    world.run(100);
    expect(alice.agent.role).toBe('controlled');
    expect(alice.agent.candidatePairs[0].state).toBe('succeeded');
  });

  test('an answer from another address fails the pair', () => {
    const { world, alice, peer } = against((of) => new ScriptedPeer(of, '192.0.2.2'), 'controlling');
    const succeed = peer.answers;
    const other = world.open({ address: '192.0.2.3', port: 9 }, () => {});
    peer.answers = (request, from) => {
      other.send(succeed(request, from)!, from);
      return undefined;
    };
    world.run(100);
    expect(alice.agent.candidatePairs[0].state).toBe('failed');
  });
});

test('a check with an attribute nobody knows is refused, and the attribute named', () => {
  const { world, alice } = against((of) => new ScriptedPeer(of, '192.0.2.2'), 'controlling');
  const answers: StunMessage[] = [];
  const from = { address: '192.0.2.7', port: 7 };
  world.open(from, (packet) => answers.push(readStunMessage(packet)!));
  const request = new StunMessageWriter('request', BINDING, new Uint8Array(12))
    .text(AttributeType.username, 'alice1:scripted')
    .flag(0x7001)
    .messageIntegrity(testCrypto, new TextEncoder().encode(alice.agent.localParameters.password))
    .fingerprint();
  alice.agent.receiveFrom(alice.bases[0], request.take(), from, 0);
  world.run(100);
  const [answer] = answers;
  expect(readErrorCode(answer.value(AttributeType.errorCode)!)?.code).toBe(420);
  expect(readUnknownAttributes(answer.value(AttributeType.unknownAttributes)!)).toEqual([0x7001]);
  expect(alice.agent.remoteCandidates).toHaveLength(1);
});

test('hostile datagrams never throw, and harm nobody', () => {
  const { world, alice, peer } = against((of) => new ScriptedPeer(of, '192.0.2.2'), 'controlling');
  world.until(() => alice.agent.state === 'completed');
  const captured = world.sent.map(({ packet }) => packet);
  const changes = fc.array(fc.tuple(fc.nat(200), fc.nat(255)), { maxLength: 4 });
  const mutated = fc.tuple(fc.constantFrom(...captured), changes).map(([bytes, list]) => {
    const copy = bytes.slice();
    for (const [offset, value] of list) copy[offset % copy.length] = value;
    return copy;
  });
  fc.assert(
    fc.property(fc.oneof(mutated, fc.uint8Array({ maxLength: 150 })), fc.boolean(), (packet, isFromPeer) => {
      const from = isFromPeer ? { address: '192.0.2.2', port: 9 } : { address: '203.0.113.66', port: 666 };
      alice.agent.receiveFrom(alice.bases[0], packet, from, world.now);
    }),
    { numRuns: 500 },
  );
  world.run(10_000);
  expect(alice.agent.state).toBe('completed');
  expect(peer.requests.length).toBeGreaterThan(2);
});

test('checks that find no more than a hundred pairs are enough', () => {
  const addresses = Array.from({ length: 100 }, (_, i) => `192.0.3.${i}`);
  const world = new IceWorld();
  const alice = world.peer('alice', 'controlling', '192.0.2.1', '192.0.2.2');
  const peer = new ScriptedPeer(world, ...addresses);
  alice.agent.setRemoteParameters(peer.parameters, {}, 0);
  for (const candidate of peer.candidates) alice.agent.addRemoteCandidate(candidate, 0);
  expect(alice.agent.candidatePairs).toHaveLength(100);
  expect(alice.agent.candidatePairs.every(({ local }) => local.address === '192.0.2.1')).toBe(false);
  world.until(() => isUp(alice));
});
