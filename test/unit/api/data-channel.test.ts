import { describe, expect, test } from 'vitest';
import { connectedPair, fakeWorld, negotiate, next, record, tasks, trickle } from '../../support/fake-peers.ts';

async function messageOn(channel: RTCDataChannel): Promise<unknown> {
  return (await next<MessageEvent>(channel, 'message')).data;
}

describe('two connections with a data channel', () => {
  test('connect, and both ends of the channel open', async () => {
    const { alice, bob, near, far } = await connectedPair();
    expect([near.readyState, far.readyState]).toEqual(['open', 'open']);
    expect(far.id).toBe(near.id);
    expect(far.label).toBe('test');
    await tasks();
    expect([alice.connectionState, bob.connectionState]).toEqual(['connected', 'connected']);
    expect([alice.iceConnectionState, alice.iceGatheringState]).toEqual(['connected', 'complete']);
    expect(alice.sctp?.transport.state).toBe('connected');
    expect(alice.sctp?.transport.iceTransport.getSelectedCandidatePair()?.local.type).toBe('host');
  });

  test('agree on every parameter of the channel', async () => {
    const { near, far } = await connectedPair(fakeWorld(), { ordered: false, maxRetransmits: 3, protocol: 'chat' });
    for (const channel of [near, far]) {
      expect(channel).toMatchObject({ ordered: false, maxRetransmits: 3, maxPacketLifeTime: null, protocol: 'chat' });
      expect(channel.negotiated).toBe(false);
    }
  });

  test('see what the transports know', async () => {
    const { alice } = await connectedPair();
    const { sctp } = alice;
    expect(sctp).toMatchObject({ state: 'connected', maxChannels: 65535, maxMessageSize: 262144 });
    expect(sctp!.transport).toBe(sctp!.transport);
    expect(sctp!.transport.getRemoteCertificates()[0]).toBeInstanceOf(ArrayBuffer);
    const ice = sctp!.transport.iceTransport as RTCIceTransport & Record<string, () => unknown>;
    expect(ice).toMatchObject({
      role: 'controlling',
      component: 'rtp',
      state: 'connected',
      gatheringState: 'complete',
    });
    expect(ice.getLocalParameters()).toEqual({ usernameFragment: expect.any(String), password: expect.any(String) });
    expect(ice.getRemoteCandidates()).toHaveLength(1);
    expect(ice.getSelectedCandidatePair()).toBe(ice.getSelectedCandidatePair());
  });
});

describe('sending', () => {
  test('carries text, with lone surrogates replaced', async () => {
    const { near, far } = await connectedPair();
    near.send('grüße \u{1F600} \uD800');
    expect(await messageOn(far)).toBe('grüße \u{1F600} \uFFFD');
  });

  test('carries empty messages of both kinds', async () => {
    const { near, far } = await connectedPair();
    near.send('');
    expect(await messageOn(far)).toBe('');
    near.send(new ArrayBuffer(0));
    expect(await messageOn(far)).toEqual(new ArrayBuffer(0));
    expect(near.bufferedAmount).toBe(0);
  });

  test('takes a copy of the bytes of a view, and only those', async () => {
    const { near, far } = await connectedPair();
    const bytes = new Uint8Array([1, 2, 3, 4]);
    near.send(bytes.subarray(1, 3));
    bytes.fill(9);
    expect(new Uint8Array((await messageOn(far)) as ArrayBuffer)).toEqual(new Uint8Array([2, 3]));
  });

  test('delivers binary messages as the type asked for', async () => {
    const { near, far } = await connectedPair();
    expect(far.binaryType).toBe('arraybuffer');
    far.binaryType = 'blob';
    far.binaryType = 'text' as never;
    near.send(new Uint8Array([7]));
    const blob = (await messageOn(far)) as Blob;
    expect(blob).toBeInstanceOf(Blob);
    expect(new Uint8Array(await blob.arrayBuffer())).toEqual(new Uint8Array([7]));
  });

  test('keeps Blobs and what follows them in order', async () => {
    const { near, far } = await connectedPair();
    const received: unknown[] = [];
    far.onmessage = ({ data }) => received.push(typeof data === 'string' ? data : data.byteLength);
    near.send('before');
    near.send(new Blob(['0123456789']));
    near.send('between');
    near.send(new Blob(['abc']));
    near.send('after');
    await expect.poll(() => received).toEqual(['before', 10, 'between', 3, 'after']);
    expect(near.bufferedAmount).toBe(0);
  });

  test('turns anything else into a string, as Web IDL has it', async () => {
    const { near, far } = await connectedPair();
    near.send(42 as never);
    expect(await messageOn(far)).toBe('42');
    expect(() => (near.send as () => void)()).toThrow(TypeError);
  });

  test('fails before the channel is open, and after', async () => {
    const { RTCPeerConnection } = fakeWorld();
    const channel = new RTCPeerConnection().createDataChannel('x');
    expect(() => channel.send('x')).toThrow(expect.objectContaining({ name: 'InvalidStateError' }));
    const { near } = await connectedPair();
    near.close();
    expect(() => near.send('x')).toThrow(expect.objectContaining({ name: 'InvalidStateError' }));
  });

  test('refuses a message larger than the peer takes, and more than the buffer holds', async () => {
    const { near, world, alice } = await connectedPair();
    const largest = alice.sctp!.maxMessageSize;
    expect(() => near.send(new Uint8Array(largest + 1))).toThrow(TypeError);
    world.network.isDraining = false;
    const chunk = new Uint8Array(largest);
    for (let i = 0; i < 64; i++) near.send(chunk);
    expect(() => near.send('one more')).toThrow(expect.objectContaining({ name: 'OperationError' }));
    expect(near.bufferedAmount).toBe(64 * largest);
  });
});

describe('bufferedAmount', () => {
  test('goes down in a task, and says so when it crosses the threshold', async () => {
    const { near, world } = await connectedPair();
    world.network.isDraining = false;
    near.bufferedAmountLowThreshold = 40;
    const events = record(near, ['bufferedamountlow']);
    near.send('x'.repeat(100));
    expect(near.bufferedAmount).toBe(100);
    const [transport] = world.network.transports;
    transport.drain(near.id!, 50);
    expect(near.bufferedAmount).toBe(100);
    await tasks();
    expect([near.bufferedAmount, events.length]).toEqual([50, 0]);
    transport.drain(near.id!, 10);
    await tasks();
    transport.drain(near.id!, 10);
    await tasks();
    expect([near.bufferedAmount, events.length]).toEqual([30, 1]);
  });

  test('stays as it was when the channel closes', async () => {
    const { near, world, alice } = await connectedPair();
    world.network.isDraining = false;
    near.send('abc');
    alice.close();
    expect(near.bufferedAmount).toBe(3);
  });
});

describe('receiving', () => {
  test('one task for each message', async () => {
    const { near, far } = await connectedPair();
    const log: string[] = [];
    far.onmessage = ({ data }) => {
      log.push(data);
      void Promise.resolve().then(() => log.push(`after ${data}`));
    };
    near.send('1');
    near.send('2');
    await expect.poll(() => log).toEqual(['1', 'after 1', '2', 'after 2']);
  });

  test('never before the open event, not even what was sent right behind the announcement', async () => {
    const { alice, bob } = await connectedPair();
    const log: string[] = [];
    bob.ondatachannel = ({ channel }) => {
      log.push(`datachannel ${channel.readyState}`);
      channel.onopen = () => log.push('open');
      channel.onmessage = ({ data }) => log.push(data);
    };
    const second = alice.createDataChannel('second');
    second.onopen = () => second.send('hello');
    await expect.poll(() => log).toEqual(['datachannel open', 'open', 'hello']);
  });

  test('the event is a MessageEvent of the realm', async () => {
    const { near, far } = await connectedPair();
    near.send('x');
    const event = await next<MessageEvent>(far, 'message');
    expect(event).toBeInstanceOf(MessageEvent);
    expect(event).toMatchObject({ origin: 'null', bubbles: false, cancelable: false });
  });
});

describe('closing', () => {
  const events = ['closing', 'close', 'error'];

  test('by one side closes both, and frees the id', async () => {
    const { near, far, alice } = await connectedPair();
    const log = [record(near, events), record(far, events)];
    const { id } = near;
    near.close();
    expect(near.readyState).toBe('closing');
    await Promise.all([next(near, 'close'), next(far, 'close')]);
    expect(log).toEqual([['close'], ['closing', 'close']]);
    expect([near.readyState, far.readyState]).toEqual(['closed', 'closed']);
    expect(alice.createDataChannel('again').id).toBe(id);
  });

  test('waits for Blobs that were sent before', async () => {
    const { near, far } = await connectedPair();
    const received: string[] = [];
    far.onmessage = async ({ data }) => received.push(new TextDecoder().decode(data));
    near.send(new Blob(['last words']));
    near.close();
    await next(far, 'close');
    expect(received).toEqual(['last words']);
  });

  test('before there is an association is just an event', async () => {
    const { RTCPeerConnection } = fakeWorld();
    const channel = new RTCPeerConnection().createDataChannel('x');
    channel.close();
    expect(channel.readyState).toBe('closing');
    await next(channel, 'close');
    expect(channel.readyState).toBe('closed');
  });

  test('the connection closes channels abruptly: silently here, with an error there', async () => {
    const { alice, near, far } = await connectedPair();
    const log = record(near, events);
    const failed = next<RTCErrorEvent>(far, 'error');
    const closed = next(far, 'close');
    alice.close();
    expect(near.readyState).toBe('closed');
    expect((await failed).error).toMatchObject({
      errorDetail: 'sctp-failure',
      sctpCauseCode: 12,
      name: 'OperationError',
    });
    await closed;
    expect(far.readyState).toBe('closed');
    expect(log).toEqual([]);
  });
});

describe('createDataChannel', () => {
  const { RTCPeerConnection } = fakeWorld();
  const create = (label: string, init?: RTCDataChannelInit) => () =>
    new RTCPeerConnection().createDataChannel(label, init);

  test('has the defaults of the spec', () => {
    expect(create('x')()).toMatchObject({
      label: 'x',
      ordered: true,
      maxPacketLifeTime: null,
      maxRetransmits: null,
      protocol: '',
      negotiated: false,
      id: null,
      readyState: 'connecting',
      bufferedAmount: 0,
      bufferedAmountLowThreshold: 0,
      binaryType: 'arraybuffer',
    });
  });

  test.each([
    ['a label of 65536 bytes', 'x'.repeat(65536), {}],
    ['a protocol of 65536 bytes', 'x', { protocol: 'ä'.repeat(32768) }],
    ['two limits', 'x', { maxRetransmits: 1, maxPacketLifeTime: 1 }],
    ['a negotiated channel without id', 'x', { negotiated: true }],
    ['the id 65535', 'x', { negotiated: true, id: 65535 }],
    ['an id out of range', 'x', { id: 65536 }],
    ['a negative limit', 'x', { maxRetransmits: -1 }],
  ])('%s is a TypeError', (_, label, init) => {
    expect(create(label, init)).toThrow(TypeError);
  });

  test('ignores an id unless negotiated', () => {
    expect(create('x', { id: 5 })().id).toBeNull();
    expect(create('x', { id: 5, negotiated: true })().id).toBe(5);
  });

  test('refuses an id in use', () => {
    const pc = new RTCPeerConnection();
    pc.createDataChannel('a', { negotiated: true, id: 5 });
    expect(() => pc.createDataChannel('b', { negotiated: true, id: 5 })).toThrow(
      expect.objectContaining({ name: 'OperationError' }),
    );
  });

  test('on a closed connection is an InvalidStateError', () => {
    const pc = new RTCPeerConnection();
    pc.close();
    expect(() => pc.createDataChannel('x')).toThrow(expect.objectContaining({ name: 'InvalidStateError' }));
  });

  test('gives ids by DTLS role as soon as the answer is applied: even ones to the client', async () => {
    const world = fakeWorld();
    const [alice, bob] = [new world.RTCPeerConnection(), new world.RTCPeerConnection()];
    trickle(alice, bob);
    const channels = [alice.createDataChannel('a'), alice.createDataChannel('b')];
    await negotiate(alice, bob);
    const role = world.network.transports[0].startedDtls[0].role;
    expect(channels.map(({ id }) => id)).toEqual(role === 'client' ? [0, 2] : [1, 3]);
    expect(bob.createDataChannel('c').id).toBe(role === 'client' ? 1 : 0);
  });

  test.each([
    ['active', 1],
    ['passive', 0],
  ])('beside an answerer that is %s starts with id %i', async (setup, id) => {
    const pc = new RTCPeerConnection();
    const channel = pc.createDataChannel('x');
    await pc.setLocalDescription();
    const sdp = pc.localDescription!.sdp.replace('actpass', setup);
    await pc.setRemoteDescription({ type: 'answer', sdp });
    expect([channel.id, pc.createDataChannel('y').id]).toEqual([id, id + 2]);
  });

  test('negotiated on both sides talks without announcing itself', async () => {
    const world = fakeWorld();
    const [alice, bob] = [new world.RTCPeerConnection(), new world.RTCPeerConnection()];
    trickle(alice, bob);
    const init = { negotiated: true, id: 7 };
    const [near, far] = [alice.createDataChannel('a', init), bob.createDataChannel('b', init)];
    bob.ondatachannel = () => expect.unreachable();
    await Promise.all([negotiate(alice, bob), next(near, 'open'), next(far, 'open')]);
    near.send('hi');
    expect(await messageOn(far)).toBe('hi');
  });

  test('an unordered channel sends in order until the peer has acknowledged it', async () => {
    const { world, near, far } = await connectedPair(fakeWorld(), { ordered: false });
    const [transport] = world.network.transports;
    await tasks();
    near.send('x');
    expect(transport.sent.at(-1)?.options.ordered).toBe(false);
    expect(transport.sent[0].options.ordered).toBe(true);
    far.send('y');
    expect(world.network.transports[1].sent.at(-1)?.options.ordered).toBe(false);
  });
});
