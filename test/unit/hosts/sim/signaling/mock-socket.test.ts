import { afterEach, describe, expect, test } from 'vitest';
import * as mockSocket from 'mock-socket';
import { ApplicationWorld as SimulatedNetwork } from '../../../../../src/hosts/sim/application-world.ts';

const URL = 'wss://chat.example/';
const { setTimeout: realSetTimeout, WebSocket: realWebSocket } = globalThis;

afterEach(() => {
  expect(globalThis.setTimeout).toBe(realSetTimeout);
  expect(globalThis.WebSocket).toBe(realWebSocket);
});

describe('mock-socket, bridged', () => {
  test('an application that knows only the global WebSocket is on the world’s time', async () => {
    const world = new SimulatedNetwork({ seed: 1, time: 'manual' });
    const { Server } = world.signaling({ latencyMs: 30 }).bridge(mockSocket);
    const server = new Server(URL);
    const log: string[] = [];
    server.on('connection', (client) => {
      log.push(`${world.now}: connection`);
      client.on('message', (data) => {
        log.push(`${world.now}: server heard ${String(data)}`);
        client.send('pong');
      });
      client.on('close', () => log.push(`${world.now}: gone`));
    });
    const socket = new globalThis.WebSocket(URL);
    socket.onopen = () => socket.send('ping');
    socket.onmessage = ({ data }) => {
      log.push(`${world.now}: client heard ${String(data)}`);
      socket.close();
    };
    await world.settle();
    server.stop();
    expect(log).toEqual(['60: connection', '90: server heard ping', '120: client heard pong', '150: gone']);
  });

  test('its messages are lost, doubled and reordered like all others', async () => {
    const world = new SimulatedNetwork({ seed: 1, time: 'manual' });
    const signaling = world.signaling({ loss: 0.2, duplicate: 0.2, reorder: 0.2 });
    const { Server, WebSocket } = signaling.bridge(mockSocket);
    const server = new Server(URL, { mock: false });
    const heard: string[] = [];
    server.on('connection', (client) => client.on('message', (data) => heard.push(String(data))));
    const socket = new WebSocket(URL);
    await world.settle();
    for (let i = 0; i < 200; i++) socket.send(`${i}`);
    await world.settle();
    server.stop();
    const { sent, duplicated, delivered, dropped } = signaling.ledger;
    expect(sent).toBe(200);
    expect(heard).toHaveLength(delivered);
    expect(sent + duplicated).toBe(delivered + dropped);
    expect(new Set(heard).size).toBeLessThan(190);
    expect(heard).not.toEqual([...heard].sort((a, b) => Number(a) - Number(b)));
  });

  test('rooms and broadcasts ride the same wires', async () => {
    const world = new SimulatedNetwork({ seed: 1, time: 'manual' });
    const { Server, WebSocket } = world.signaling({ latencyMs: 10 }).bridge(mockSocket);
    const server = new Server(URL, { mock: false });
    const heard: string[] = [];
    for (const name of ['alice', 'bob']) {
      new WebSocket(URL).onmessage = ({ data }) => heard.push(`${world.now}: ${name} ${String(data)}`);
    }
    await world.settle();
    server.emit('message', 'to all');
    expect(heard).toEqual([]);
    await world.settle();
    server.stop();
    expect(heard).toEqual(['30: alice to all', '30: bob to all']);
  });
});
