/** Offer and answer between two connections of one process, over real UDP, with trickled candidates. */
import { RTCPeerConnection } from 'twinrtc';

const alice = new RTCPeerConnection();
const bob = new RTCPeerConnection();

alice.onicecandidate = ({ candidate }) => void bob.addIceCandidate(candidate);
bob.onicecandidate = ({ candidate }) => void alice.addIceCandidate(candidate);

alice.createDataChannel('anything');
await alice.setLocalDescription(await alice.createOffer());
await bob.setRemoteDescription(alice.localDescription!);
await bob.setLocalDescription(await bob.createAnswer());
await alice.setRemoteDescription(bob.localDescription!);

await new Promise<void>((resolve) => {
  alice.onconnectionstatechange = () => {
    console.log('alice is', alice.connectionState);
    if (alice.connectionState === 'connected') resolve();
  };
});

alice.close();
bob.close();
