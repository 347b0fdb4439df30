// A user's file, compiled against the packed package: see package.test.mjs.
import { RTCPeerConnection as Connection } from 'twinrtc';
import { install } from 'twinrtc/install';
import { SimulatedNetwork } from 'twinrtc/sim';
import { explore, type Plan, type Scenario } from 'twinrtc/testing';
import * as core from 'twinrtc/core';
import 'twinrtc/polyfill';

export const asInTheDom: typeof globalThis.RTCPeerConnection = Connection;
export const connection: RTCPeerConnection = new Connection({ iceServers: [{ urls: 'stun:stun.example.org' }] });
export const channel: RTCDataChannel = connection.createDataChannel('chat', { ordered: false });
export const uninstall: () => void = install(globalThis, { force: true });
export const world = new SimulatedNetwork({ seed: 7, latencyMs: 25, loss: 0.01 });
export const simulated: typeof globalThis.RTCPeerConnection = world.host('alice').RTCPeerConnection;
export const scenario: Scenario = ({ hosts, oracle }) => {
  const connection = new hosts[0].RTCPeerConnection();
  oracle.eventually('stable', () => connection.signalingState === 'stable');
};
export const plan: Plan = { seed: 1, hosts: [{ name: 'alice' }], link: {}, faults: [], calmAtMs: 0, livenessMs: 1 };
export const exploration: Promise<object> = explore(scenario, { seeds: 10 });
export const engines: object = core;
