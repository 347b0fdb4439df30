// A user's file, compiled against the packed package: see package.test.mjs.
import { RTCPeerConnection as Connection } from 'twinrtc';
import { install } from 'twinrtc/install';
import { SimulatedNetwork } from 'twinrtc/sim';
import * as core from 'twinrtc/core';
import 'twinrtc/polyfill';

export const asInTheDom: typeof globalThis.RTCPeerConnection = Connection;
export const connection: RTCPeerConnection = new Connection({ iceServers: [{ urls: 'stun:stun.example.org' }] });
export const channel: RTCDataChannel = connection.createDataChannel('chat', { ordered: false });
export const uninstall: () => void = install(globalThis, { force: true });
export const world = new SimulatedNetwork({ seed: 7, latencyMs: 25, loss: 0.01 });
export const simulated: typeof globalThis.RTCPeerConnection = world.host('alice').RTCPeerConnection;
export const engines: object = core;
