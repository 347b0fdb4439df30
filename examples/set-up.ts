/**
 * Set up a peer connection with a STUN server and listen to what it does.
 *
 * Runs over the simulated network, so it needs no STUN server on the internet: the world brings its own.
 */
import { SimulatedNetwork } from 'twinrtc/sim';

const world = new SimulatedNetwork({ seed: 1 });
const { RTCPeerConnection } = world.host('alice');

const connection = new RTCPeerConnection({ iceServers: [world.stunServer] });

connection.addEventListener('signalingstatechange', () => console.log('signaling:', connection.signalingState));
connection.addEventListener('icegatheringstatechange', () => console.log('gathering:', connection.iceGatheringState));
connection.addEventListener('connectionstatechange', () => console.log('connection:', connection.connectionState));
connection.addEventListener('icecandidate', ({ candidate }) => {
  if (candidate?.candidate) console.log('candidate:', candidate.type, candidate.address);
});

connection.createDataChannel('chat');
await connection.setLocalDescription();
await world.until(() => connection.iceGatheringState === 'complete');

console.log('sections:', connection.localDescription?.sdp.match(/^m=.*$/gm));
connection.close();
world.close();
