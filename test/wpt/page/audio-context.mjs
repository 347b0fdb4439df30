import { hideAll } from './define.mjs';

/**
 * As much of Web Audio as the tests use: a destination node whose stream has a track that sounds, and script that
 * listens to a track.
 */
export function installAudioContext({ createAudioTrack, audioSink }) {
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

  class MediaStreamAudioSourceNode extends AudioNode {
    #stream;
    constructor(stream) {
      super();
      this.#stream = stream;
    }
    connect(node) {
      for (const track of this.#stream.getAudioTracks()) audioSink(track, (channels) => node.hear?.(channels));
      return node;
    }
  }

  class ScriptProcessorNode extends AudioNode {
    onaudioprocess = null;
    #size;
    /** What has come and does not fill a buffer yet, for left and right. */
    #pending = [[], []];

    constructor(size) {
      super();
      this.#size = size;
    }
    hear(channels) {
      this.#pending.forEach((samples, i) => samples.push(...(channels[i] ?? channels[0])));
      while (this.#pending[0].length >= this.#size) this.#process();
    }
    #process() {
      const input = this.#pending.map((samples) => new Float32Array(samples.splice(0, this.#size)));
      const output = input.map(({ length }) => new Float32Array(length));
      const bufferOf = (channels) => ({ length: this.#size, getChannelData: (i) => channels[i] });
      this.onaudioprocess?.({ inputBuffer: bufferOf(input), outputBuffer: bufferOf(output) });
    }
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
    createMediaStreamSource(stream) {
      return new MediaStreamAudioSourceNode(stream);
    }
    createScriptProcessor(size) {
      return new ScriptProcessorNode(size);
    }
    async resume() {}
    async suspend() {}
    async close() {
      this.state = 'closed';
    }
  }

  hideAll(globalThis, {
    AudioNode,
    MediaStreamAudioDestinationNode,
    MediaStreamAudioSourceNode,
    ScriptProcessorNode,
    AudioContext,
  });
}
