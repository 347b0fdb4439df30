import { describe, expect, test } from 'vitest';
import { offerOf } from './media-fixtures.ts';
import { attributeIn, negotiate, Peer } from './peer.ts';

const layers = (...rids: string[]) => rids.map((rid) => ({ rid, active: true }));
const vp8 = ['a=rtpmap:96 VP8/90000'];

function request(simulcast: string, ...rids: string[]): string {
  const lines = [...rids.map((rid) => `a=rid:${rid} recv`), `a=simulcast:${simulcast}`];
  return offerOf('video', '96', [...vp8, 'a=recvonly', ...lines]);
}

/** An answer as if its sender could receive simulcast. */
function receiving(answer: string, simulcast: string, ...rids: string[]): string {
  return answer + [...rids.map((rid) => `a=rid:${rid} recv`), `a=simulcast:recv ${simulcast}`, ''].join('\r\n');
}

describe('our offer', () => {
  test('lists the layers of a sender, in order', () => {
    const alice = new Peer('alice', {});
    alice.addTransceiver('video', { sendEncodings: [{ rid: 'a', active: false }, ...layers('b')] });
    const offer = alice.createOffer();
    expect(attributeIn(offer, 'rid')).toEqual(['a send', 'b send']);
    expect(attributeIn(offer, 'simulcast')).toEqual(['send a;b']);
    expect(attributeIn(offer, 'ssrc')).toEqual([]);
  });

  test('lists none for one layer, or where nothing is sent', () => {
    const alice = new Peer('alice', {});
    alice.addTransceiver('video', { sendEncodings: layers('a') });
    alice.addTransceiver('video', { sendEncodings: layers('a', 'b'), direction: 'recvonly' });
    expect(attributeIn(alice.createOffer(), 'rid')).toEqual([]);
  });
});

describe('their answer', () => {
  function answered(change: (answer: string) => string): unknown {
    const alice = new Peer('alice', {});
    const bob = new Peer('bob', {});
    alice.addTransceiver('video', { sendEncodings: layers('a', 'b', 'c') });
    alice.setLocal('offer', alice.createOffer());
    bob.setRemote('offer', alice.lastCreated.offer);
    expect(bob.plan?.media[0].receiveRids.map(({ rid }) => rid)).toEqual(['a', 'b', 'c']);
    alice.setRemote('answer', change(bob.createAnswer()));
    return [
      alice.plan?.media[0].negotiatedSendRids?.map(({ rid, isPaused }) => (isPaused ? `~${rid}` : rid)),
      alice.transceivers.all[0].sendEncodings.map(({ rid }) => rid),
    ];
  }

  test('keeps the layers it names, in our order', () => {
    expect(answered((sdp) => receiving(sdp, 'c;~a', 'a', 'c'))).toEqual([
      ['c', '~a'],
      ['a', 'c'],
    ]);
  });

  test('cannot add any', () => {
    expect(answered((sdp) => receiving(sdp, 'x;b', 'x', 'b'))).toEqual([['b'], ['b']]);
  });

  test('that knows no simulcast leaves the first', () => {
    expect(answered((sdp) => sdp)).toEqual([[], ['a']]);
  });

  test('that does not receive leaves them all', () => {
    expect(answered((sdp) => sdp.replace('a=recvonly', 'a=inactive'))).toEqual([undefined, ['a', 'b', 'c']]);
  });
});

describe('their request', () => {
  function asked(offer: string, kind: 'audio' | 'video' = 'video'): { bob: Peer; rids: unknown } {
    const bob = new Peer('bob', {});
    bob.addTrack(kind);
    const { media } = bob.setRemote('offer', offer);
    return { bob, rids: media[0].proposedSendRids };
  }

  test('is answered with the layers', () => {
    const { bob, rids } = asked(request('recv a;b', 'a', 'b'));
    expect(rids).toEqual(['a', 'b']);
    const answer = bob.createAnswer();
    expect(attributeIn(answer, 'rid')).toEqual(['a send', 'b send']);
    expect(attributeIn(answer, 'simulcast')).toEqual(['send a;b']);
    expect(bob.setLocal('answer').media[0].negotiatedSendRids?.map(({ rid }) => rid)).toEqual(['a', 'b']);
    expect(bob.transceivers.all[0].sendEncodings.map(({ rid }) => rid)).toEqual(['a', 'b']);
  });

  test('counts each layer once, takes first alternatives, pauses nothing', () => {
    const { bob, rids } = asked(request('recv ~a,x;b,y;a', 'a', 'b', 'x', 'y'));
    expect(rids).toEqual(['a', 'b']);
    expect(attributeIn(bob.createAnswer(), 'simulcast')).toEqual(['send a;b']);
  });

  test('needs an a=rid for each layer', () => {
    expect(asked(request('recv a;b', 'a')).rids).toEqual(['a']);
    expect(asked(request('recv a;;b', 'a', 'b')).rids).toEqual([]);
  });

  test('makes no layers of audio', () => {
    const audio = request('recv a;b', 'a', 'b').replace('m=video', 'm=audio').replace('VP8/90000', 'opus/48000/2');
    expect(asked(audio, 'audio').rids).toEqual([]);
  });

  test('narrows what there is when it comes again', () => {
    const { bob } = asked(request('recv a;b', 'a', 'b'));
    bob.createAnswer();
    bob.setLocal('answer');
    bob.setRemote('offer', request('recv b', 'b'));
    expect(attributeIn(bob.createAnswer(), 'simulcast')).toEqual(['send b']);
    bob.setLocal('answer');
    expect(bob.transceivers.all[0].sendEncodings.map(({ rid }) => rid)).toEqual(['b']);
  });

  test('an offer to send several is answered as if it were one', () => {
    const alice = new Peer('alice', {});
    alice.addTransceiver('video', { sendEncodings: layers('a', 'b') });
    const { answer } = negotiate(alice, new Peer('bob', {}));
    expect(attributeIn(answer, 'simulcast')).toEqual([]);
  });
});
