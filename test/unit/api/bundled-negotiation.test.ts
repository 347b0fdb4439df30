import { describe, expect, test } from 'vitest';
import { fakeWorld, negotiate, record, tasks } from '../../support/fake-peers.ts';

describe('once sections are bundled, stopped and used again', () => {
  test('a stopped transceiver does not come back with the next offer', async () => {
    const { alice, bob } = peers();
    alice.addTransceiver('audio');
    const video = alice.addTransceiver('video');
    await negotiate(alice, bob);
    video.stop();
    await negotiate(alice, bob);
    await alice.setLocalDescription();
    expect(alice.getTransceivers().map(({ mid }) => mid)).toEqual(['0']);
    await alice.setLocalDescription({ type: 'rollback' });
    expect(alice.getTransceivers().map(({ mid }) => mid)).toEqual(['0']);
  });

  test('the transport goes on when the section that spoke for it is stopped while another is about to join', async () => {
    const { alice, bob } = peers();
    const audio = alice.addTransceiver('audio');
    alice.addTransceiver('video');
    await negotiate(alice, bob);
    const before = usernameFragments(alice.localDescription!);
    alice.addTransceiver('audio');
    await negotiate(alice, bob);
    audio.stop();
    bob.getTransceivers()[0].stop();
    await negotiate(bob, alice);
    await negotiate(bob, alice);
    expect(usernameFragments(alice.localDescription!)).toEqual(before.slice(0, 1));
  });
});

describe('what a transceiver would send', () => {
  test('is named in an answer even if the peer does not receive it, so that nobody asks again and again', async () => {
    const { alice, bob } = peers();
    alice.addTransceiver('audio', { direction: 'sendonly' });
    await negotiate(alice, bob);
    bob.addTransceiver('video', { direction: 'sendonly' });
    await negotiate(bob, alice);
    alice.getTransceivers()[1].direction = 'sendonly';
    bob.getTransceivers()[0].direction = 'sendonly';
    await negotiate(alice, bob);
    await negotiate(bob, alice);
    const needed = [alice, bob].map((pc) => record(pc, ['negotiationneeded']));
    await negotiate(alice, bob);
    await tasks();
    expect(needed).toEqual([[], []]);
    expect(bob.localDescription!.sdp.match(/^a=(msid:|inactive)/gm)).toEqual([
      'a=inactive',
      'a=msid:',
      'a=inactive',
      'a=msid:',
    ]);
  });
});

function peers(): { alice: RTCPeerConnection; bob: RTCPeerConnection } {
  const { RTCPeerConnection } = fakeWorld();
  return { alice: new RTCPeerConnection(), bob: new RTCPeerConnection() };
}

function usernameFragments({ sdp }: RTCSessionDescription): string[] {
  return [...new Set(sdp.match(/^a=ice-ufrag:.*$/gm))];
}
