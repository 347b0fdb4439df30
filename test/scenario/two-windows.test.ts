import { Window } from 'happy-dom';
import { afterEach, describe, expect, test } from 'vitest';
import { SimulatedNetwork, type SimulatedPeerHost } from '../../src/sim.node.ts';
import { collect, eventOf, negotiate } from '../support/two-peers.ts';

/** A window once a host was installed in it. */
type Equipped = typeof globalThis & { readonly navigator: Navigator };

interface Person {
  readonly window: Equipped;
  readonly host: SimulatedPeerHost;
  readonly pc: RTCPeerConnection;
  uninstall(): void;
}

let world: SimulatedNetwork;
let people: Person[];
afterEach(() => {
  for (const { pc, uninstall } of people) {
    pc.close();
    uninstall();
  }
  world.close();
});

function twoPeople(): readonly [Person, Person] {
  world = new SimulatedNetwork({ seed: 1, latencyMs: 20 });
  people = ['alice', 'bob'].map((name) => {
    const window = new Window({ url: `https://${name}.example/` }) as unknown as Equipped;
    const host = world.host(name);
    const uninstall = host.install(window);
    return { window, host, pc: new window.RTCPeerConnection(), uninstall };
  });
  return [people[0], people[1]];
}

/** Alice calls bob with camera, microphone and a channel. */
async function call(): Promise<{
  readonly alice: Person;
  readonly bob: Person;
  readonly near: RTCDataChannel;
  readonly far: RTCDataChannel;
  readonly tracks: readonly RTCTrackEvent[];
}> {
  const [alice, bob] = twoPeople();
  const tracks: RTCTrackEvent[] = [];
  bob.pc.ontrack = (event) => tracks.push(event);
  const stream = await alice.window.navigator.mediaDevices.getUserMedia({ audio: true, video: true });
  for (const track of stream.getTracks()) alice.pc.addTrack(track, stream);
  const near = alice.pc.createDataChannel('chat');
  const arrived = Promise.all([eventOf(bob.pc, 'datachannel'), eventOf(near, 'open')]);
  await negotiate(alice.pc, bob.pc);
  const [{ channel: far }] = (await arrived) as unknown as [RTCDataChannelEvent, Event];
  return { alice, bob, near, far, tracks };
}

describe('two windows of one process, each with a host of its own', () => {
  test('hold a call', async () => {
    const { alice, bob, near, far, tracks } = await call();
    expect([alice.pc.connectionState, bob.pc.connectionState]).toEqual(['connected', 'connected']);
    expect(tracks.map(({ track }) => track.kind).sort()).toEqual(['audio', 'video']);
    const heard = collect(far, 2);
    near.send('hello');
    near.send('bob');
    expect(await heard).toEqual(['hello', 'bob']);
    const answered = collect<Blob>(near, 1);
    near.binaryType = 'blob';
    far.send(new Uint8Array([1, 2, 3]));
    const [blob] = await answered;
    expect(blob).toBeInstanceOf(alice.window.Blob);
    expect(blob.size).toBe(3);
    const closed = eventOf(near, 'close');
    far.close();
    expect(await closed).toBeInstanceOf(alice.window.Event);
  });

  test('have objects of their own classes, and of nobody else’s', async () => {
    const { alice, bob, near, far, tracks } = await call();
    const [{ track, streams, receiver, transceiver }] = tracks;
    const ofBob: readonly (readonly [object, keyof Equipped])[] = [
      [bob.pc, 'RTCPeerConnection'],
      [bob.pc, 'EventTarget'],
      [far, 'RTCDataChannel'],
      [track, 'MediaStreamTrack'],
      [streams[0], 'MediaStream'],
      [receiver, 'RTCRtpReceiver'],
      [transceiver, 'RTCRtpTransceiver'],
      [bob.pc.sctp!, 'RTCSctpTransport'],
      [bob.pc.sctp!.transport.iceTransport, 'RTCIceTransport'],
      [bob.pc.remoteDescription!, 'RTCSessionDescription'],
      [await bob.pc.getStats(), 'RTCStatsReport'],
    ];
    for (const [object, name] of ofBob) {
      expect([name, isA(object, bob.window[name]), isA(object, alice.window[name])]).toEqual([name, true, false]);
    }
    expect(isA(near, alice.window.RTCDataChannel)).toBe(true);
    expect(isA(alice.window.navigator.mediaDevices, alice.window.MediaDevices)).toBe(true);
    expect(alice.window.navigator.mediaDevices).not.toBe(bob.window.navigator.mediaDevices);
  });

  test('fire events of their own classes, at listeners of their own', async () => {
    const { window, pc } = twoPeople()[1];
    const kinds: string[] = [];
    const types = {
      negotiationneeded: 'Event',
      icecandidate: 'RTCPeerConnectionIceEvent',
      signalingstatechange: 'Event',
    };
    for (const [type, name] of Object.entries(types) as [string, keyof Equipped][]) {
      pc.addEventListener(type, function (this: unknown, event) {
        expect([type, isA(event, window[name]), isA(event, window.Event), this === pc, event.target === pc]).toEqual([
          type,
          true,
          true,
          true,
          true,
        ]);
        kinds.push(type);
      });
    }
    pc.createDataChannel('chat');
    await eventOf(pc, 'negotiationneeded');
    await pc.setLocalDescription();
    await world.until(() => pc.iceGatheringState === 'complete');
    expect([...new Set(kinds)].sort()).toEqual(Object.keys(types).sort());
  });

  test('throw errors of their own, and refuse each other’s objects', async () => {
    const [alice, bob] = twoPeople();
    expect(() => bob.pc.setConfiguration({ iceServers: [{ urls: 'nonsense' }] })).toThrow(bob.window.DOMException);
    const refused = await bob.pc.setRemoteDescription({ type: 'answer', sdp: '' }).catch((error: unknown) => error);
    expect([isA(refused, bob.window.DOMException), isA(refused, alice.window.DOMException)]).toEqual([true, false]);
    const { mediaDevices } = alice.window.navigator;
    const [track] = (await mediaDevices.getUserMedia({ audio: true })).getTracks();
    expect(() => bob.pc.addTrack(track)).toThrow(TypeError);
    const denied = await mediaDevices
      .getUserMedia({ video: { width: { exact: 1e9 } } })
      .catch((error: unknown) => error);
    expect([isA(denied, alice.window.OverconstrainedError), isA(denied, bob.window.OverconstrainedError)]).toEqual([
      true,
      false,
    ]);
  });

  test('have devices of their own', async () => {
    const [alice, bob] = twoPeople();
    const before = (await bob.window.navigator.mediaDevices.enumerateDevices()).length;
    const changed = eventOf(alice.window.navigator.mediaDevices, 'devicechange');
    for (const device of [...alice.host.fakeDevices.list]) alice.host.fakeDevices.remove(device);
    expect(await changed).toBeInstanceOf(alice.window.Event);
    expect(await alice.window.navigator.mediaDevices.enumerateDevices()).toEqual([]);
    expect((await bob.window.navigator.mediaDevices.enumerateDevices()).length).toBe(before);
  });

  test('are what they were once the host is taken away', () => {
    const window = new Window() as unknown as Equipped;
    const before = Reflect.ownKeys(window);
    people = [];
    world = new SimulatedNetwork();
    world.host('alice').install(window)();
    expect(Reflect.ownKeys(window)).toEqual(before);
  });
});

function isA(value: unknown, constructor: unknown): boolean {
  return value instanceof (constructor as new () => object);
}
