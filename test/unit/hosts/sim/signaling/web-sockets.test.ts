import { describe, expect, test } from 'vitest';
import { ApplicationWorld as SimulatedNetwork } from '../../../../../src/hosts/sim/application-world.ts';

const URL = 'wss://chat.example/room';

function logOf(world: SimulatedNetwork, socket: WebSocket): string[] {
  const log: string[] = [];
  socket.onopen = () => log.push(`${world.now}: open`);
  socket.onerror = () => log.push(`${world.now}: error`);
  socket.onmessage = ({ data }) => log.push(`${world.now}: ${String(data)}`);
  socket.onclose = ({ code, wasClean }) => log.push(`${world.now}: close ${code}${wasClean ? '' : ' unclean'}`);
  return log;
}

describe('a WebSocket', () => {
  test('opens after a round trip, talks, and closes by handshake', async () => {
    const world = new SimulatedNetwork({ seed: 1, time: 'manual' });
    const signaling = world.signaling({ latencyMs: 10 });
    const heard: string[] = [];
    signaling.server(URL, (socket) => {
      socket.send('welcome');
      socket.onmessage = ({ data }) => socket.send(`echo ${String(data)}`);
      socket.onclose = ({ code, reason }) => heard.push(`${world.now}: close ${code} ${reason}`);
    });
    const socket = new signaling.WebSocket(`${URL}?name=alice`);
    const log = logOf(world, socket);
    expect(socket.readyState).toBe(signaling.WebSocket.CONNECTING);
    expect(() => socket.send('too early')).toThrow(DOMException);
    await world.settle();
    expect([socket.readyState, socket.url]).toEqual([signaling.WebSocket.OPEN, `${URL}?name=alice`]);
    socket.send('hello');
    await world.settle();
    socket.close(4001, 'enough');
    await world.settle();
    expect(log).toEqual(['20: open', '20: welcome', '40: echo hello', '60: close 4001']);
    expect(heard).toEqual(['50: close 4001 enough']);
  });

  test('carries bytes, as a Blob or as an ArrayBuffer', async () => {
    const world = new SimulatedNetwork({ seed: 1, time: 'manual' });
    const signaling = world.signaling();
    signaling.server(URL, (socket) => {
      socket.onmessage = ({ data }) => socket.send(data as ArrayBuffer);
    });
    const received: unknown[] = [];
    const socket = new signaling.WebSocket(URL);
    socket.onmessage = ({ data }) => received.push(data);
    await world.settle();
    socket.send(Uint8Array.of(9, 1, 2, 9).subarray(1, 3));
    await world.settle();
    socket.binaryType = 'arraybuffer';
    socket.send(Uint8Array.of(3).buffer);
    await world.settle();
    expect(received[0]).toBeInstanceOf(Blob);
    expect(await (received[0] as Blob).bytes?.()).toEqual(Uint8Array.of(1, 2));
    expect(new Uint8Array(received[1] as ArrayBuffer)).toEqual(Uint8Array.of(3));
  });

  test('fails where no server is', async () => {
    const world = new SimulatedNetwork({ seed: 1, time: 'manual' });
    const { WebSocket } = world.signaling({ latencyMs: 5 });
    const log = logOf(world, new WebSocket(URL));
    await world.settle();
    expect(log).toEqual(['10: error', '10: close 1006 unclean']);
  });

  test('can be given up while it connects', async () => {
    const world = new SimulatedNetwork({ seed: 1, time: 'manual' });
    const signaling = world.signaling({ latencyMs: 5 });
    signaling.relay(URL);
    const socket = new signaling.WebSocket(URL);
    const log = logOf(world, socket);
    socket.close();
    await world.settle();
    expect(log).toEqual(['0: error', '0: close 1006 unclean']);
  });

  test('both ends may close at once', async () => {
    const world = new SimulatedNetwork({ seed: 1, time: 'manual' });
    const signaling = world.signaling({ latencyMs: 5 });
    const server = signaling.server(URL, () => {});
    const log = logOf(world, new signaling.WebSocket(URL));
    const socket = new signaling.WebSocket(URL);
    const other = logOf(world, socket);
    await world.settle();
    socket.close();
    server.close();
    await world.settle();
    expect(log.at(-1)).toMatch(/close 1000$/);
    expect(other.filter((line) => line.includes('close'))).toHaveLength(1);
    expect(server.clients).toEqual([]);
  });

  test.each([
    ['chat', 'url: chat is not a URL'],
    ['ftp://chat.example', 'url: ftp: is neither ws: nor wss:'],
    ['wss://chat.example/#top', 'url: wss://chat.example/#top has a fragment'],
  ])('refuses %s', (url, message) => {
    const { WebSocket } = new SimulatedNetwork({ seed: 1 }).signaling();
    expect(() => new WebSocket(url)).toThrow(message);
  });
});

describe('a relay', () => {
  test('tells everybody in the room but the speaker', async () => {
    const world = new SimulatedNetwork({ seed: 1, time: 'manual' });
    const signaling = world.signaling();
    signaling.relay('wss://chat.example');
    const sockets = ['one', 'one', 'one', 'two'].map(
      (room) => new signaling.WebSocket(`wss://chat.example?room=${room}`),
    );
    const heard = sockets.map((): unknown[] => []);
    sockets.forEach((socket, i) => (socket.onmessage = ({ data }) => heard[i].push(data)));
    await world.settle();
    sockets[0].send('hi');
    await world.settle();
    expect(heard).toEqual([[], ['hi'], ['hi'], []]);
  });
});

describe('faults', () => {
  test('an outage breaks connections and refuses new ones, for one host or for all, until it is healed', async () => {
    const world = new SimulatedNetwork({ seed: 1, time: 'manual' });
    const signaling = world.signaling({ latencyMs: 5 });
    signaling.relay(URL);
    const [Alices, Bobs] = [signaling.webSocketOf('alice'), signaling.webSocketOf('bob')];
    const alice = logOf(world, new Alices(URL));
    const bob = logOf(world, new Bobs(URL));
    await world.settle();
    const outage = signaling.outage({ of: 'alice' });
    await world.settle();
    const again = logOf(world, new Alices(URL));
    await world.settle();
    outage.heal();
    const atLast = logOf(world, new Alices(URL));
    await world.settle();
    expect(alice).toEqual(['10: open', '10: error', '10: close 1006 unclean']);
    expect(bob).toEqual(['10: open']);
    expect(again).toEqual(['20: error', '20: close 1006 unclean']);
    expect(atLast).toEqual(['30: open']);
  });

  test('what is under way when a connection breaks is lost', async () => {
    const world = new SimulatedNetwork({ seed: 1, time: 'manual' });
    const signaling = world.signaling({ latencyMs: 50 });
    const heard: unknown[] = [];
    signaling.server(URL, (socket) => (socket.onmessage = ({ data }) => heard.push(data)));
    const socket = new signaling.WebSocket(URL);
    await world.settle();
    socket.send('lost');
    await world.advance(10);
    signaling.disconnect();
    await world.settle();
    expect(heard).toEqual([]);
    expect(signaling.ledger).toMatchObject({ sent: 1, dropped: 1, inFlight: 0 });
  });

  test('outages come and go on a schedule', async () => {
    const world = new SimulatedNetwork({ seed: 1, time: 'manual' });
    const signaling = world.signaling();
    signaling.relay(URL);
    let opened = 0;
    const connect = (): void => {
      const socket = new signaling.WebSocket(URL);
      socket.onopen = () => opened++;
      socket.onclose = () => void world.at(world.now + 100, connect);
    };
    connect();
    const blackout = signaling.blackout({ afterMs: 1000, forMs: 450, everyMs: 2000 });
    await world.advance(7000);
    blackout.heal();
    expect(opened).toBe(4);
  });
});

describe('the ends of a host that crashes', () => {
  test('are told nothing, and a WebSocket class from before connects to nobody', async () => {
    const world = new SimulatedNetwork({ seed: 1, time: 'manual' });
    const signaling = world.signaling({ latencyMs: 10 });
    const server = signaling.server(URL, (socket) => {
      socket.onclose = ({ code }) => seen.push(`${world.now}: ${socket.client} close ${code}`);
    });
    const seen: string[] = [];
    const alice = world.host('alice');
    const WebSocket = signaling.webSocketOf('alice');
    const own = logOf(world, new WebSocket(URL));
    const bobs = logOf(world, new (signaling.webSocketOf('bob'))(URL));
    await world.settle();
    alice.crash();
    const late = logOf(world, new WebSocket(URL));
    await world.settle();
    expect([own, bobs, late, seen]).toEqual([['20: open'], ['20: open'], [], ['20: alice close 1006']]);
    alice.restart();
    const fresh = logOf(world, new (signaling.webSocketOf('alice'))(URL));
    await world.settle();
    expect([fresh, server.clients.map(({ client }) => client)]).toEqual([['40: open'], ['bob', 'alice']]);
  });

  test('are closed, as its peer at the other port sees', async () => {
    const world = new SimulatedNetwork({ seed: 1, time: 'manual' });
    const [alices, bobs] = world.signaling({ latencyMs: 10 }).pair('alice', 'bob');
    const log: string[] = [];
    bobs.onmessage = ({ data }) => log.push(String(data));
    bobs.onclose = () => log.push(`${world.now}: close`);
    alices.onmessage = () => log.push('alice is told');
    bobs.postMessage('to alice');
    alices.postMessage('to bob');
    world.host('alice').crash();
    alices.postMessage('too late');
    await world.settle();
    expect(log).toEqual(['to bob', '10: close']);
  });
});
