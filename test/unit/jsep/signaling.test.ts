import { describe, expect, test } from 'vitest';
import { iceCredentialsOf } from '../../../src/jsep/ice-credentials.ts';
import { nextSignalingState } from '../../../src/jsep/signaling.ts';
import type { SdpType, SignalingState } from '../../../src/jsep/types.ts';
import { chromiumData } from '../sdp/fixtures.ts';
import { attributeIn, connected, Peer } from './peer.ts';

const states: SignalingState[] = [
  'stable',
  'have-local-offer',
  'have-remote-offer',
  'have-local-pranswer',
  'have-remote-pranswer',
];
const types: SdpType[] = ['offer', 'pranswer', 'answer', 'rollback'];

/** A peer in the given state, with a last created offer and, where it makes sense, answer. */
function peerIn(state: SignalingState): Peer {
  const { alice: peer, answer } = connected();
  if (state.includes('local-offer') || state === 'have-remote-pranswer') peer.setLocal('offer', peer.createOffer());
  if (state.includes('remote-offer') || state === 'have-local-pranswer') peer.setRemote('offer', chromiumData);
  if (state === 'have-local-pranswer') peer.setLocal('pranswer', peer.createAnswer());
  if (state === 'have-remote-pranswer') peer.setRemote('pranswer', answer);
  return peer;
}

describe('the state machine', () => {
  test('allows this and nothing else', () => {
    const allowed = states.flatMap((state) =>
      (['local', 'remote'] as const).flatMap((source) =>
        types.flatMap((type) => {
          const next = nextSignalingState(state, source, type);
          return next === undefined ? [] : [`${state}: ${source} ${type} → ${next}`];
        }),
      ),
    );
    expect(allowed).toEqual([
      'stable: local offer → have-local-offer',
      'stable: remote offer → have-remote-offer',
      'have-local-offer: local offer → have-local-offer',
      'have-local-offer: local rollback → stable',
      'have-local-offer: remote pranswer → have-remote-pranswer',
      'have-local-offer: remote answer → stable',
      'have-remote-offer: local pranswer → have-local-pranswer',
      'have-remote-offer: local answer → stable',
      'have-remote-offer: remote offer → have-remote-offer',
      'have-remote-offer: remote rollback → stable',
      'have-local-pranswer: local pranswer → have-local-pranswer',
      'have-local-pranswer: local answer → stable',
      'have-remote-pranswer: remote pranswer → have-remote-pranswer',
      'have-remote-pranswer: remote answer → stable',
    ]);
  });

  test.each(states)('in %s what is not allowed is an InvalidStateError that names the state', (state) => {
    const peer = peerIn(state);
    for (const source of ['local', 'remote'] as const) {
      for (const type of types.filter((each) => nextSignalingState(state, source, each) === undefined)) {
        const error = peer.refuses(source, type, source === 'remote' ? chromiumData : '');
        expect(error.name).toBe('InvalidStateError');
        expect(error.message).toContain(`"${state}"`);
      }
    }
  });

  test('the state is checked before the text', () => {
    expect(new Peer('alice').refuses('remote', 'answer', 'nonsense').name).toBe('InvalidStateError');
  });
});

describe('a local description', () => {
  test('is the last created one, given or not', () => {
    const alice = new Peer('alice');
    const offer = alice.createOffer();
    expect(alice.setLocal('offer').slots.pendingLocal?.sdp).toBe(offer);
    expect(alice.setLocal('offer', offer).slots.pendingLocal?.sdp).toBe(offer);
  });

  test('that was changed is an InvalidModificationError, even in the wrong state', () => {
    const alice = new Peer('alice');
    const offer = alice.createOffer();
    expect(alice.refuses('local', 'offer', `${offer}a=x\r\n`).name).toBe('InvalidModificationError');
    expect(alice.refuses('local', 'answer', offer).name).toBe('InvalidModificationError');
    expect(alice.refuses('local', 'pranswer', offer).name).toBe('InvalidModificationError');
  });
});

describe('rollback', () => {
  test('of a first local offer leaves nothing', () => {
    const alice = new Peer('alice');
    alice.createOffer();
    alice.setLocal('offer');
    const plan = alice.setLocal('rollback', 'ignored');
    expect(plan).toMatchObject({ type: 'rollback', sections: [], transports: [], sctp: undefined, closesSctp: true });
    expect(plan.iceRole).toBeUndefined();
    expect(plan.slots).toEqual({ signalingState: 'stable', currentLocal: undefined, currentRemote: undefined });
  });

  test('of a remote offer goes back to what was negotiated', () => {
    const { bob } = connected();
    const before = bob.plan;
    bob.setRemote('offer', chromiumData);
    expect(bob.plan?.transports[0].remote?.usernameFragment).toBe('y6Zj');
    const plan = bob.setRemote('rollback', 'ignored');
    expect(plan.transports).toEqual(before?.transports);
    expect(plan.slots).toMatchObject(before?.slots ?? {});
    expect(plan).toMatchObject({ closesSctp: false, isAnswerApplied: false, isNegotiationComplete: false });
  });

  test('solves glare: the polite peer takes its offer back and answers', () => {
    const polite = new Peer('polite');
    const impolite = new Peer('impolite');
    polite.setLocal('offer', polite.createOffer());
    impolite.setLocal('offer', impolite.createOffer());
    expect(polite.refuses('remote', 'offer', impolite.lastCreated.offer).name).toBe('InvalidStateError');
    polite.setLocal('rollback');
    polite.setRemote('offer', impolite.lastCreated.offer);
    polite.createAnswer();
    polite.setLocal('answer');
    const plan = impolite.setRemote('answer', polite.lastCreated.answer);
    expect([polite.state, impolite.state]).toEqual(['stable', 'stable']);
    expect(plan.transports).toMatchObject([{ dtlsRole: 'server', remote: { usernameFragment: 'polite2' } }]);
    expect([polite.plan?.iceRole, impolite.plan?.iceRole]).toEqual(['controlled', 'controlling']);
  });
});

describe('provisional answers', () => {
  test('start the transport and leave the offer pending', () => {
    const alice = new Peer('alice');
    const bob = new Peer('bob');
    alice.setLocal('offer', alice.createOffer());
    bob.setRemote('offer', alice.lastCreated.offer);
    bob.createAnswer();
    const ours = bob.setLocal('pranswer');
    expect(ours).toMatchObject({ isAnswerApplied: true, isNegotiationComplete: false, iceRole: 'controlled' });
    expect(ours.transports).toMatchObject([{ dtlsRole: 'client', local: { usernameFragment: 'bob1' } }]);
    expect(ours.slots).toMatchObject({ pendingLocal: { type: 'pranswer' }, pendingRemote: { type: 'offer' } });
    const theirs = alice.setRemote('pranswer', bob.lastCreated.answer);
    expect(theirs).toMatchObject({ iceRole: 'controlling', transports: [{ dtlsRole: 'server' }] });
    expect(theirs.slots.currentRemote).toBeUndefined();
  });

  test('the final answer keeps what the provisional one said', () => {
    const alice = new Peer('alice');
    const bob = new Peer('bob');
    alice.setLocal('offer', alice.createOffer());
    bob.setRemote('offer', alice.lastCreated.offer);
    bob.setLocal('pranswer', bob.createAnswer());
    alice.setRemote('pranswer', bob.lastCreated.answer);
    const final = bob.createAnswer();
    expect(attributeIn(final, 'ice-ufrag')).toEqual(['bob1']);
    expect(attributeIn(final, 'setup')).toEqual(['active']);
    bob.setLocal('answer', final);
    const plan = alice.setRemote('answer', final);
    expect(plan).toMatchObject({ isNegotiationComplete: true, slots: { signalingState: 'stable' } });
    expect(plan.transports).toMatchObject([{ dtlsRole: 'server', isNewDtlsAssociation: false }]);
    expect(plan.slots.pendingLocal).toBeUndefined();
  });

  test('that refuse keep everything alive until the final answer', () => {
    const { alice, bob, answer } = connected();
    alice.setLocal('offer', alice.createOffer());
    const refusal = answer.replace('m=application 9', 'm=application 0').replace('a=group:BUNDLE 0\r\n', '');
    expect(alice.setRemote('pranswer', refusal)).toMatchObject({ closesSctp: false, transports: [{ mid: '0' }] });
    expect(alice.setRemote('answer', refusal)).toMatchObject({ closesSctp: true, transports: [] });
    expect(bob.state).toBe('stable');
  });
});

test('the ICE credentials of a description are listed once', () => {
  const { alice } = connected();
  expect(iceCredentialsOf(alice.slots.currentLocal!)).toEqual([
    { usernameFragment: 'alice1', password: 'alice1++++++++++++++++++' },
  ]);
});
