import { describe, expect, test } from 'vitest';
import { SimulatedNetwork } from '../../src/sim.node.ts';
import { eventOf, negotiate } from '../support/two-peers.ts';

interface Pair {
  readonly world: SimulatedNetwork;
  readonly alice: RTCPeerConnection;
  readonly bob: RTCPeerConnection;
}

function pair(): Pair {
  const world = new SimulatedNetwork({ seed: 1, latencyMs: 20 });
  const [alice, bob] = ['alice', 'bob'].map((name) => new (world.host(name).RTCPeerConnection)());
  return { world, alice, bob };
}

describe('a created description', () => {
  test('is a plain object that may be changed on its way to the peer', async () => {
    const { alice, bob } = pair();
    alice.createDataChannel('chat');
    const offer = await alice.createOffer();
    await alice.setLocalDescription(offer);
    await bob.setRemoteDescription(offer);
    const answer = await bob.createAnswer();
    for (const description of [offer, answer]) {
      expect(Object.getPrototypeOf(description)).toBe(Object.prototype);
      expect(Object.keys(description).sort()).toEqual(['sdp', 'type']);
      expect(Object.isExtensible(description)).toBe(true);
      expect(structuredClone(description)).toEqual(description);
    }
    const { sdp } = answer;
    answer.sdp = sdp!.replace('s=-', 's=changed');
    await alice.setRemoteDescription(answer);
    expect(alice.remoteDescription!.sdp).toContain('s=changed');
    offer.sdp = undefined;
    expect(alice.localDescription!.sdp).not.toBe('');
    // What is one's own may not be changed on the way, as the specification has it.
    await expect(bob.setLocalDescription(answer)).rejects.toMatchObject({ name: 'InvalidModificationError' });
    answer.sdp = sdp;
    await bob.setLocalDescription(answer);
  });
});

describe('the candidate of an icecandidate event', () => {
  test('may be redefined on the event and on its interface', async () => {
    const { alice } = pair();
    alice.createDataChannel('chat');
    const event = eventOf(alice, 'icecandidate') as Promise<RTCPeerConnectionIceEvent>;
    await alice.setLocalDescription();
    const { candidate } = await event;
    const adapted = { ...candidate!.toJSON(), adapted: true };
    Object.defineProperty(await event, 'candidate', { value: adapted, writable: false });
    expect((await event).candidate).toBe(adapted);
    const { prototype } = (await event).constructor as typeof RTCPeerConnectionIceEvent;
    expect(Object.getOwnPropertyDescriptor(prototype, 'candidate')).toMatchObject({
      get: expect.any(Function),
      set: undefined,
      configurable: true,
      enumerable: true,
    });
  });
});

describe('connectionState', () => {
  test('follows ICE and DTLS where there is no SCTP', async () => {
    const { world, alice, bob } = pair();
    const states: string[] = [];
    alice.onconnectionstatechange = () => states.push(alice.connectionState);
    alice.addTransceiver('audio');
    await negotiate(alice, bob);
    await world.until(() => alice.connectionState === 'connected' && bob.connectionState === 'connected');
    expect([alice.sctp, bob.sctp]).toEqual([null, null]);
    expect(alice.getTransceivers()[0].sender.transport!.state).toBe('connected');
    bob.close();
    await world.until(() => alice.connectionState === 'closed' || alice.connectionState === 'failed');
    expect(states.slice(0, 2)).toEqual(['connecting', 'connected']);
  });

  test('follows them in the same way where SCTP is asked for and refused', async () => {
    const { world, alice, bob } = pair();
    alice.addTransceiver('audio');
    alice.createDataChannel('chat');
    await alice.setLocalDescription();
    await bob.setRemoteDescription(alice.localDescription!);
    bob.onicecandidate = ({ candidate }) => void alice.addIceCandidate(candidate);
    alice.onicecandidate = ({ candidate }) => void bob.addIceCandidate(candidate);
    await bob.setLocalDescription();
    const { sdp } = bob.localDescription!;
    const refused = sdp
      .replace(/m=application \d+/, 'm=application 0')
      .replace(/a=group:BUNDLE .*/, 'a=group:BUNDLE 0');
    await alice.setRemoteDescription({ type: 'answer', sdp: refused });
    await world.until(() => alice.connectionState === 'connected');
    expect(alice.sctp).toBeNull();
  });
});

describe('after close()', () => {
  const moments: Readonly<Record<string, (peers: Pair) => Promise<void>>> = {
    'before anything': async () => undefined,
    'while gathering': async ({ alice }) => alice.setLocalDescription(),
    'while an offer is being made': async ({ alice }) => void alice.createOffer(),
    'while a description is being set': async ({ alice }) => void alice.setLocalDescription(),
    'while connecting': async ({ alice, bob, world }) => {
      await negotiate(alice, bob);
      await world.until(() => alice.iceConnectionState === 'checking');
    },
    'while connected': async ({ alice, bob, world }) => {
      await negotiate(alice, bob);
      await world.until(() => alice.connectionState === 'connected');
    },
    'while messages arrive': async ({ alice, bob, world }) => {
      bob.ondatachannel = ({ channel }) => {
        for (let i = 0; i < 50; i++) channel.send('from bob');
      };
      await negotiate(alice, bob);
      await world.until(() => alice.sctp?.state === 'connected');
    },
    'while a restart is under way': async ({ alice, bob, world }) => {
      await negotiate(alice, bob);
      await world.until(() => alice.connectionState === 'connected');
      alice.restartIce();
      await alice.setLocalDescription();
    },
  };

  test.each(Object.entries(moments))('nothing fires: %s', async (_, reach) => {
    const peers = pair();
    const { world, alice } = peers;
    const channel = alice.createDataChannel('chat');
    const { sender, receiver } = alice.addTransceiver('audio');
    await reach(peers);
    const { sctp } = alice;
    const { transport } = sender;
    alice.close();
    const fired: string[] = [];
    // Tracks end, and an SCTP transport says that it is closed: the platform's tests want both.
    for (const target of [alice, channel, sctp?.transport, transport, transport?.iceTransport, sender.dtmf]) {
      if (target) listen(target, fired);
    }
    await world.advance(60_000);
    expect(fired).toEqual([]);
    expect([alice.signalingState, alice.connectionState, alice.iceConnectionState]).toEqual(Array(3).fill('closed'));
    expect([channel.readyState, receiver.track.readyState]).toEqual(['closed', 'ended']);
  });
});

const EVENTS = `negotiationneeded icecandidate icecandidateerror signalingstatechange iceconnectionstatechange
  icegatheringstatechange connectionstatechange datachannel track statechange error selectedcandidatepairchange
  gatheringstatechange open closing close message bufferedamountlow mute unmute ended tonechange`.split(/\s+/);

function listen(target: EventTarget, fired: string[]): void {
  for (const type of EVENTS) target.addEventListener(type, () => fired.push(`${target.constructor.name} ${type}`));
}
