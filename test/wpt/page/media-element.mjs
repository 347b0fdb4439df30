import { defineAttribute, hide } from './define.mjs';
import { Playback } from './playback.mjs';

const READY_STATES = ['HAVE_NOTHING', 'HAVE_METADATA', 'HAVE_CURRENT_DATA', 'HAVE_FUTURE_DATA', 'HAVE_ENOUGH_DATA'];
const EVENTS = [
  ...['loadstart', 'durationchange', 'ratechange', 'loadedmetadata', 'loadeddata', 'canplay', 'canplaythrough', 'play'],
  ...['playing', 'pause', 'ended', 'timeupdate', 'resize', 'emptied', 'error'],
];

/** Lets the DOM's media elements play a MediaStream, and nothing else. https://w3c.github.io/mediacapture-main/#mediastreams-in-media-elements */
export function installMediaElements(page) {
  const { HTMLMediaElement, HTMLVideoElement } = page.dom;
  const playbacks = new WeakMap();
  const playbackOf = (element) => {
    if (!playbacks.has(element)) playbacks.set(element, new Playback(element, page));
    return playbacks.get(element);
  };
  defineConstants(HTMLMediaElement);
  defineMediaElement(HTMLMediaElement.prototype, playbackOf);
  defineVideoElement(HTMLVideoElement.prototype, playbackOf);
  for (const type of EVENTS) defineHandler(HTMLMediaElement.prototype, type);
}

function defineConstants(constructor) {
  READY_STATES.forEach((name, value) => {
    hide(constructor, name, value);
    hide(constructor.prototype, name, value);
  });
}

function defineMediaElement(prototype, playbackOf) {
  const attribute = (name, get, set) => {
    const setter = set && ((element, value) => set(playbackOf(element), value));
    defineAttribute(
      prototype,
      name,
      function () {
        return get(playbackOf(this));
      },
      setter &&
        function (value) {
          setter(this, value);
        },
    );
  };
  attribute(
    'srcObject',
    (playback) => playback.stream,
    (playback, value) => playback.load(requireStream(value)),
  );
  attribute('readyState', (playback) => playback.readyState);
  attribute('paused', (playback) => playback.isPaused);
  attribute('ended', (playback) => playback.isEnded);
  attribute('duration', (playback) => playback.duration);
  attribute('seeking', () => false);
  attribute('error', () => null);
  attribute('buffered', () => timeRanges([]));
  attribute('seekable', () => timeRanges([]));
  attribute('played', (playback) => timeRanges(playback.position > 0 ? [[0, playback.position]] : []));
  attribute(
    'currentTime',
    (playback) => playback.position,
    () => {},
  );
  for (const [name, ofStream, initial] of [
    ['playbackRate', 1, 1],
    ['defaultPlaybackRate', 1, 1],
    ['preload', 'none', 'metadata'],
  ]) {
    attribute(
      name,
      (playback) => (playback.stream === null ? (playback.settings.get(name) ?? initial) : ofStream),
      (playback, value) => {
        if (playback.stream === null) playback.settings.set(name, value);
      },
    );
  }
  hide(prototype, 'play', function () {
    return playbackOf(this).play();
  });
  hide(prototype, 'pause', function () {
    playbackOf(this).pause();
  });
  hide(prototype, 'load', function () {
    const playback = playbackOf(this);
    if (playback.stream !== null) playback.load(playback.stream);
  });
}

function defineVideoElement(prototype, playbackOf) {
  defineAttribute(prototype, 'videoWidth', function () {
    return playbackOf(this).frame?.width ?? 0;
  });
  defineAttribute(prototype, 'videoHeight', function () {
    return playbackOf(this).frame?.height ?? 0;
  });
  // For a canvas that draws the element.
  Object.defineProperty(prototype, 'currentImage', {
    configurable: true,
    get() {
      const { frame } = playbackOf(this);
      return frame && { width: frame.width, height: frame.height, data: frame.rgba() };
    },
  });
  hide(prototype, 'getVideoPlaybackQuality', function () {
    return {
      creationTime: performance.now(),
      totalVideoFrames: playbackOf(this).frameCount,
      droppedVideoFrames: 0,
      corruptedVideoFrames: 0,
    };
  });
  hide(prototype, 'requestVideoFrameCallback', function (callback) {
    return playbackOf(this).requestFrame(callback);
  });
}

function defineHandler(prototype, type) {
  const handlers = new WeakMap();
  defineAttribute(
    prototype,
    `on${type}`,
    function () {
      return handlers.get(this) ?? null;
    },
    function (value) {
      const isNew = !handlers.has(this);
      handlers.set(this, value);
      if (isNew) this.addEventListener(type, (event) => callHandler(handlers.get(this), this, event));
    },
  );
}

function callHandler(handler, element, event) {
  if (typeof handler === 'function') handler.call(element, event);
}

function requireStream(value) {
  if (value === null || value === undefined) return null;
  if (typeof MediaStream === 'function' && value instanceof MediaStream) return value;
  throw new TypeError('srcObject is not a MediaStream');
}

function timeRanges(ranges) {
  return { length: ranges.length, start: (i) => ranges[i][0], end: (i) => ranges[i][1] };
}
