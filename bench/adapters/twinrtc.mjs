// The built package of this repository (npm run build).
import { RTCPeerConnection as PeerConnection } from '../../dist/node/index.js';
import { readFileSync } from 'node:fs';

export const name = 'twinrtc';
export const version = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version;
export const RTCPeerConnection = PeerConnection;
export const config = { iceServers: [] };
