import { describe, expect, test } from 'vitest';
import { fakeWorld, negotiate, next, record, tasks, type FakeWorld } from '../../support/fake-peers.ts';
import { devicesOf, mediaDevicesOn } from '../../../src/families.ts';

/** Tracks of fake devices, of a world's own classes. */
async function capture(world: FakeWorld, constraints: MediaStreamConstraints): Promise<MediaStream> {
  return mediaDevicesOn(world.host, world.family).getUserMedia(constraints);
}

describe('addTrack', () => {
  test('makes a transceiver, and takes one that never sent', async () => {
    const world = fakeWorld();
    const stream = await capture(world, { audio: true, video: true });
    const [audio, video] = stream.getTracks();
    const pc = new world.RTCPeerConnection();
    const waiting = pc.addTransceiver('video', { direction: 'recvonly' });
    const sender = pc.addTrack(audio, stream);
    expect(pc.addTrack(video, stream)).toBe(waiting.sender);
    expect(waiting.direction).toBe('sendrecv');
    expect(pc.getSenders()).toEqual([waiting.sender, sender]);
    expect(() => pc.addTrack(audio)).toThrow(expect.objectContaining({ name: 'InvalidAccessError' }));
    pc.removeTrack(sender);
    expect([sender.track, pc.getTransceivers()[1].direction]).toEqual([null, 'recvonly']);
  });

  test('does not take one that has sent', async () => {
    const world = fakeWorld();
    const track = (await capture(world, { audio: true })).getTracks()[0];
    const [alice, bob] = [new world.RTCPeerConnection(), new world.RTCPeerConnection()];
    const sender = alice.addTrack(track);
    await negotiate(alice, bob);
    alice.removeTrack(sender);
    expect(alice.addTrack(track)).not.toBe(sender);
  });
});

describe('addTransceiver', () => {
  const { RTCPeerConnection } = fakeWorld();

  test.each<[string, RTCRtpEncodingParameters[], object]>([
    ['a rid with strange characters', [{ rid: '@' }], { name: 'TypeError' }],
    ['a rid twice', [{ rid: 'a' }, { rid: 'a' }], { name: 'TypeError' }],
    ['a rid that is missing', [{ rid: 'a' }, {}], { name: 'TypeError' }],
    ['a picture made larger', [{ scaleResolutionDownBy: 0.5 }], { name: 'RangeError' }],
    ['a negative frame rate', [{ maxFramerate: -1 }], { name: 'RangeError' }],
    ['an unknown codec', [{ codec: { mimeType: 'video/none', clockRate: 1 } } as object], { name: 'OperationError' }],
    ['an unknown layering', [{ scalabilityMode: 'L9T9' } as object], { name: 'OperationError' }],
  ])('refuses %s', (_, sendEncodings, error) => {
    const pc = new RTCPeerConnection();
    expect(() => pc.addTransceiver('video', { sendEncodings })).toThrow(expect.objectContaining(error));
    expect(pc.getTransceivers()).toEqual([]);
  });

  test('scales layers by halves, cuts off what is too much, and takes the rid of a single one', () => {
    const pc = new RTCPeerConnection();
    const scalesOf = (rids: readonly string[]): unknown[] => {
      const { sender } = pc.addTransceiver('video', { sendEncodings: rids.map((rid) => ({ rid })) });
      return sender.getParameters().encodings.map(({ rid, scaleResolutionDownBy }) => [rid, scaleResolutionDownBy]);
    };
    expect(scalesOf(['q', 'h', 'f'])).toEqual([
      ['q', 4],
      ['h', 2],
      ['f', 1],
    ]);
    expect(scalesOf(['a', 'b', 'c', 'd'])).toHaveLength(3);
    expect(scalesOf(['only'])).toEqual([[undefined, 1]]);
  });

  test('takes several encodings without rids; the answer leaves the first', async () => {
    const { RTCPeerConnection } = fakeWorld();
    const [alice, bob] = [new RTCPeerConnection(), new RTCPeerConnection()];
    const { sender } = alice.addTransceiver('video', { sendEncodings: [{}, { active: false }] });
    expect(sender.getParameters().encodings).toHaveLength(2);
    await alice.setLocalDescription();
    await bob.setRemoteDescription(alice.localDescription!);
    await bob.setLocalDescription();
    await alice.setRemoteDescription(bob.localDescription!);
    expect(sender.getParameters().encodings).toMatchObject([{ active: true }]);
  });
});

describe('setParameters', () => {
  test('wants what getParameters returned in the same task', async () => {
    const { RTCPeerConnection } = fakeWorld();
    const { sender } = new RTCPeerConnection().addTransceiver('video');
    const parameters = sender.getParameters();
    expect(sender.getParameters()).toEqual(parameters);
    await tasks();
    await expect(sender.setParameters(parameters)).rejects.toMatchObject({ name: 'InvalidStateError' });
    const again = sender.getParameters();
    expect(again.transactionId).not.toBe(parameters.transactionId);
    again.encodings[0].maxBitrate = 1000;
    await sender.setParameters(again);
    expect(sender.getParameters().encodings[0].maxBitrate).toBe(1000);
  });

  test.each<[string, (parameters: RTCRtpSendParameters) => void, string]>([
    ['transactionId', (parameters) => (parameters.transactionId = 'x'), 'InvalidModificationError'],
    [
      'codecs',
      (parameters) => parameters.codecs.push({ mimeType: 'a', clockRate: 1, payloadType: 1 }),
      'InvalidModificationError',
    ],
    ['rtcp', (parameters) => (parameters.rtcp.cname = 'x'), 'InvalidModificationError'],
    ['the number of encodings', (parameters) => parameters.encodings.push({}), 'InvalidModificationError'],
    ['rid', (parameters) => (parameters.encodings[0].rid = 'x'), 'InvalidModificationError'],
    [
      'scaleResolutionDownBy below 1',
      (parameters) => (parameters.encodings[0].scaleResolutionDownBy = 0),
      'RangeError',
    ],
    ['maxFramerate below 0', (parameters) => (parameters.encodings[0].maxFramerate = -1), 'RangeError'],
  ])('refuses a change of %s', async (_, change, name) => {
    const { RTCPeerConnection } = fakeWorld();
    const { sender } = new RTCPeerConnection().addTransceiver('video');
    const parameters = sender.getParameters();
    change(parameters);
    await expect(sender.setParameters(parameters)).rejects.toMatchObject({ name });
  });
});

test('setCodecPreferences takes capabilities only, and one that carries media', () => {
  const { RTCPeerConnection, RTCRtpReceiver } = fakeWorld();
  const transceiver = new RTCPeerConnection().addTransceiver('video');
  const { codecs } = RTCRtpReceiver.getCapabilities('video')!;
  transceiver.setCodecPreferences([...codecs].reverse());
  const refused = expect.objectContaining({ name: 'InvalidModificationError' });
  expect(() => transceiver.setCodecPreferences([{ ...codecs[0], clockRate: 1 }])).toThrow(refused);
  expect(() => transceiver.setCodecPreferences(codecs.filter(({ mimeType }) => mimeType.endsWith('/rtx')))).toThrow(
    refused,
  );
  transceiver.setCodecPreferences([]);
});

describe('a negotiation', () => {
  test('announces tracks behind signalingstatechange and addtrack, before the promise is fulfilled', async () => {
    const world = fakeWorld();
    const stream = await capture(world, { audio: true, video: true });
    const [alice, bob] = [new world.RTCPeerConnection(), new world.RTCPeerConnection()];
    for (const track of stream.getTracks()) alice.addTrack(track, stream);
    const events = record(bob, ['signalingstatechange', 'track', 'addstream']);
    const first = next<RTCTrackEvent>(bob, 'track');
    await alice.setLocalDescription();
    await bob.setRemoteDescription(alice.localDescription!).then(() => events.push('fulfilled'));
    expect(events).toEqual(['signalingstatechange', 'track', 'track', 'addstream', 'fulfilled']);
    const { track, streams, transceiver, receiver } = await first;
    expect([track.kind, track.muted, track.label]).toEqual(['audio', true, 'remote audio']);
    expect([streams[0].id, streams[0].getTracks().length]).toEqual([stream.id, 2]);
    expect([transceiver.receiver, bob.getTransceivers()[0]]).toEqual([receiver, transceiver]);
    expect([transceiver.mid, transceiver.direction, transceiver.currentDirection]).toEqual(['0', 'recvonly', null]);
    expect(Object.isFrozen(streams)).toBe(true);
  });

  test('takes a track out of its stream when it is not sent any more, and tells so', async () => {
    const world = fakeWorld();
    const stream = await capture(world, { audio: true });
    const [alice, bob] = [new world.RTCPeerConnection(), new world.RTCPeerConnection()];
    const sender = alice.addTrack(stream.getTracks()[0], stream);
    const announced = next<RTCTrackEvent>(bob, 'track');
    await negotiate(alice, bob);
    const [remote] = (await announced).streams;
    const removed = next<MediaStreamTrackEvent>(remote, 'removetrack');
    alice.removeTrack(sender);
    await negotiate(alice, bob);
    expect((await removed).track).toBe(bob.getReceivers()[0].track);
    expect([remote.getTracks(), bob.getTransceivers()[0].currentDirection]).toEqual([[], 'inactive']);
  });

  test('ends with the transceiver on both sides when one is stopped', async () => {
    const { RTCPeerConnection } = fakeWorld();
    const [alice, bob] = [new RTCPeerConnection(), new RTCPeerConnection()];
    const transceiver = alice.addTransceiver('audio');
    await negotiate(alice, bob);
    const { track } = bob.getReceivers()[0];
    const ended = next(track, 'ended');
    transceiver.stop();
    expect([transceiver.direction, transceiver.currentDirection]).toEqual(['stopped', 'sendonly']);
    await negotiate(alice, bob);
    await ended;
    expect([transceiver.mid, transceiver.currentDirection, track.readyState]).toEqual([null, 'stopped', 'ended']);
    expect([alice.getTransceivers(), bob.getTransceivers()]).toEqual([[], []]);
  });

  test('that is rolled back leaves nothing of the offer, but what addTrack has taken', async () => {
    const world = fakeWorld();
    const [track] = (await capture(world, { video: true })).getTracks();
    const [alice, bob] = [new world.RTCPeerConnection(), new world.RTCPeerConnection()];
    alice.addTransceiver('audio');
    alice.addTransceiver('video');
    await alice.setLocalDescription();
    await bob.setRemoteDescription(alice.localDescription!);
    const sender = bob.addTrack(track);
    await bob.setRemoteDescription({ type: 'rollback' });
    expect(bob.getSenders()).toEqual([sender]);
    expect([bob.getTransceivers()[0].mid, bob.getTransceivers()[0].direction]).toEqual([null, 'sendrecv']);
  });

  test('puts all media on one transport', async () => {
    const { RTCPeerConnection } = fakeWorld();
    const [alice, bob] = [new RTCPeerConnection(), new RTCPeerConnection()];
    const [audio, video] = ['audio', 'video'].map((kind) => alice.addTransceiver(kind));
    alice.createDataChannel('');
    expect(audio.sender.transport).toBeNull();
    await alice.setLocalDescription();
    expect(audio.sender.transport).not.toBe(video.sender.transport);
    await bob.setRemoteDescription(alice.localDescription!);
    expect(bob.getTransceivers()[0].receiver.transport).toBeNull();
    await bob.setLocalDescription();
    await alice.setRemoteDescription(bob.localDescription!);
    const { transport } = audio.sender;
    expect([video.receiver.transport, alice.sctp!.transport]).toEqual([transport, transport]);
    expect(bob.getSenders().every((sender) => sender.transport === bob.sctp!.transport)).toBe(true);
  });
});

test('replaceTrack is chained, and refuses another kind and a stopped transceiver', async () => {
  const world = fakeWorld();
  const [audio, video] = (await capture(world, { audio: true, video: true })).getTracks();
  const pc = new world.RTCPeerConnection();
  const { sender } = pc.addTransceiver('audio');
  const replaced = sender.replaceTrack(audio);
  expect(sender.track).toBeNull();
  await replaced;
  expect(sender.track).toBe(audio);
  await expect(sender.replaceTrack(video)).rejects.toThrow(TypeError);
  pc.getTransceivers()[0].stop();
  await expect(sender.replaceTrack(null)).rejects.toMatchObject({ name: 'InvalidStateError' });
});

test('permission that is denied, a device that is in use, one that is not there', async () => {
  const world = fakeWorld();
  const devices = devicesOf(world.host);
  const media = mediaDevicesOn(world.host, world.family);
  await expect(media.getUserMedia()).rejects.toThrow(TypeError);
  await expect(media.getUserMedia({ video: { width: { exact: 5000 } } })).rejects.toMatchObject({
    name: 'OverconstrainedError',
    constraint: 'width',
  });
  devices.ofKind('videoinput')[0].isBusy = true;
  await expect(media.getUserMedia({ video: true })).rejects.toMatchObject({ name: 'NotReadableError' });
  devices.setPermission('camera', 'denied');
  await expect(media.getUserMedia({ video: true })).rejects.toMatchObject({ name: 'NotAllowedError' });
  const changes = record(media, ['devicechange']);
  for (const microphone of devices.ofKind('audioinput')) devices.remove(microphone);
  await expect(media.getUserMedia({ audio: true })).rejects.toMatchObject({ name: 'NotFoundError' });
  expect(changes).toEqual(['devicechange']);
});
