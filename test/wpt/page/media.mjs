import { NO_SETTINGS } from '../../../src/media/constraints/settings-space.ts';
import { FramePacer } from '../../../src/media/devices/frame-pacer.ts';
import { Source } from '../../../src/media/source.ts';
import { Track } from '../../../src/media/track.ts';

/** Lets media elements show the library's tracks, and canvases and Web Audio make some. */
export function connectMedia(page, host, { tracks }) {
  page.mediaSink = (track, show) => tracks.recordOf(track)?.addSink({ frame: (frame) => showPicture(frame, show) });
  page.audioSink = (track, hear) => tracks.recordOf(track)?.addSink({ frame: (frame) => hear(channelsOf(frame)) });
  page.createAudioTrack = () => tracks.faceOf(createTone(host));
  page.canvasCaptureStream = (canvas, _frameRate, drawing) => {
    return new MediaStream([tracks.faceOf(captureCanvas(host, canvas, drawing))]);
  };
}

function showPicture(frame, show) {
  if (frame.kind === 'video') show({ width: frame.width, height: frame.height, rgba: frame.pixels });
}

function channelsOf({ samples, channelCount }) {
  const interleaved = samples();
  return Array.from({ length: channelCount }, (_, channel) =>
    interleaved.filter((__, i) => i % channelCount === channel),
  );
}

function createTone(host) {
  let pacer;
  const source = new Source('audio', '', NO_SETTINGS, {
    consumed: (track) => {
      pacer = new FramePacer(host.clock, track, host.clock.now());
    },
    released: () => pacer?.stop(),
  });
  return new Track(host, source, { sampleRate: 48000, channelCount: 1 });
}

/** A frame for each task in which something is drawn, and one for whoever begins to look. */
function captureCanvas(host, canvas, { pixels, onDraw }) {
  let number = 0;
  let isScheduled = false;
  const capture = () => {
    isScheduled = false;
    if (!source.liveTracks.some(({ isConsumed }) => isConsumed)) return;
    const { width, height, data } = pixels();
    const picture = data.slice();
    source.emit({
      kind: 'video',
      number: number++,
      timestampMs: host.clock.now(),
      width,
      height,
      pixels: () => picture,
    });
  };
  const schedule = () => {
    if (isScheduled) return;
    isScheduled = true;
    host.clock.queueTask(capture);
  };
  const stopWatching = onDraw(schedule);
  const source = new Source('video', '', NO_SETTINGS, { consumed: schedule, stopped: stopWatching });
  return new Track(host, source, { width: canvas.width, height: canvas.height });
}
