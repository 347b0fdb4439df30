/** A data channel that opens, sends and receives, over real UDP. */
import { RTCPeerConnection } from 'twinrtc';
import { negotiate } from './support/negotiate.ts';

const alice = new RTCPeerConnection();
const bob = new RTCPeerConnection();
const closed = new Promise<void>((resolve) => {
  bob.ondatachannel = ({ channel }) => {
    console.log(`bob got "${channel.label}", ordered: ${channel.ordered}, protocol: "${channel.protocol}"`);
    channel.onmessage = ({ data }) => channel.send(`you said: ${data}`);
    channel.onclose = () => resolve();
  };
});

const channel = alice.createDataChannel('chat', { protocol: 'text' });
channel.onopen = () => channel.send('hello');
channel.onmessage = ({ data }) => {
  console.log('alice received:', data);
  channel.close();
};

await negotiate(alice, bob);
await closed;
console.log('channel is', channel.readyState);
alice.close();
bob.close();
