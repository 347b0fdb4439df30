import { hideAll } from './define.mjs';

/** As much of Web Audio as the tests use to make a track that sounds: its destination node's stream has one. */
export function installAudioContext(createAudioTrack) {
  class AudioNode extends EventTarget {
    connect(node) {
      return node;
    }
    disconnect() {}
  }

  class AudioParam {
    value = 1;
    setValueAtTime() {}
    linearRampToValueAtTime() {}
  }

  class MediaStreamAudioDestinationNode extends AudioNode {
    stream = new MediaStream([createAudioTrack()]);
  }

  class GainNode extends AudioNode {
    gain = new AudioParam();
  }

  class OscillatorNode extends AudioNode {
    frequency = new AudioParam();
    detune = new AudioParam();
    type = 'sine';
    start() {}
    stop() {}
  }

  class AudioContext extends EventTarget {
    sampleRate = 48000;
    state = 'running';
    destination = new AudioNode();

    get currentTime() {
      return performance.now() / 1000;
    }
    createOscillator() {
      return new OscillatorNode();
    }
    createGain() {
      return new GainNode();
    }
    createMediaStreamDestination() {
      return new MediaStreamAudioDestinationNode();
    }
    async resume() {}
    async suspend() {}
    async close() {
      this.state = 'closed';
    }
  }

  hideAll(globalThis, { AudioNode, MediaStreamAudioDestinationNode, AudioContext });
}
