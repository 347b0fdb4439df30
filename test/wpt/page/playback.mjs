/** MediaStreamTrack.stop() fires no event, so the tracks are looked at. */
const LOOK_EVERY_MS = 5;
const TIMEUPDATE_EVERY_MS = 50;
const FRAME_EVERY_MS = 10;

/** What a media element does with the MediaStream that it plays. */
export class Playback {
  stream = null;
  readyState = 0;
  isPaused = true;
  isEnded = false;
  duration = Number.NaN;
  /** @type {{ width: number, height: number, rgba(): Uint8ClampedArray } | undefined} */
  frame = undefined;
  frameCount = 0;
  /** Attributes that script has set and a MediaStream overrides. */
  settings = new Map();
  #element;
  #page;
  #isPlaying = false;
  #isLoading = false;
  #startedAt = 0;
  #playedSeconds = 0;
  #positionOfTask = undefined;
  #timeupdates = undefined;
  #waiting = [];
  /** Waited for what has come: a load rejects them no more. */
  #served = [];
  #stops = [];

  constructor(element, page) {
    this.#element = element;
    this.#page = page;
  }

  /** In seconds; it does not move within a task. */
  get position() {
    if (this.#positionOfTask === undefined) this.#keepPosition(this.#playedSeconds + this.#secondsSinceStart());
    return this.#positionOfTask;
  }

  /** Replaces what is played; null plays nothing. */
  load(stream) {
    for (const stop of this.#stops.splice(0)) stop();
    this.#halt();
    this.#announceEmptied(stream);
    this.#reset();
    this.stream = stream;
    if (stream === null) return;
    this.#fireLater('loadstart');
    this.#attach(stream);
  }

  play() {
    if (this.isPaused) {
      this.isPaused = false;
      this.#fireLater('play');
    }
    if (this.#isPlaying) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#start();
    });
  }

  pause() {
    if (this.isPaused) return;
    this.isPaused = true;
    this.#halt();
    this.#fireLater('timeupdate', 'pause');
    this.#rejectWaiting('interrupted by pause()');
  }

  requestFrame(callback) {
    const before = this.frameCount;
    const timer = setInterval(() => {
      if (this.frameCount === before || this.frame === undefined) return;
      clearInterval(timer);
      callback(performance.now(), this.#frameMetadata());
    }, FRAME_EVERY_MS);
    return Number(timer);
  }

  #frameMetadata() {
    const { width, height } = this.frame;
    return { width, height, presentedFrames: this.frameCount, mediaTime: this.position };
  }

  #announceEmptied(next) {
    if (this.stream === null) return;
    this.isPaused = true;
    const isRateBack = next === null && this.#setting('playbackRate') !== this.#setting('defaultPlaybackRate');
    this.#fireLater(...(isRateBack ? ['ratechange'] : []), 'emptied');
    this.#rejectWaiting('interrupted by a new load');
  }

  #setting(name) {
    return this.settings.get(name) ?? 1;
  }

  #reset() {
    this.readyState = 0;
    this.isEnded = false;
    this.duration = Number.NaN;
    this.frame = undefined;
    this.frameCount = 0;
    this.#isLoading = false;
    this.#playedSeconds = 0;
    this.#positionOfTask = undefined;
  }

  #attach(stream) {
    const watched = new Set();
    const look = () => this.#look(stream, watched);
    const timer = setInterval(look, LOOK_EVERY_MS);
    this.#stops.push(() => clearInterval(timer));
    setTimeout(look, 0);
  }

  #look(stream, watched) {
    if (this.stream !== stream) return;
    const isVideo = this.#element instanceof this.#page.dom.HTMLVideoElement;
    const live = stream
      .getTracks()
      .filter((track) => track.readyState !== 'ended' && (isVideo || track.kind === 'audio'));
    if (live.length === 0) return this.#endIfBegun();
    if (this.isEnded) this.#resume();
    for (const track of live) if (!watched.has(track)) this.#watch(track, stream, watched);
    if (!live.some(({ kind }) => kind === 'video')) this.#makeReady(stream);
  }

  #watch(track, stream, watched) {
    watched.add(track);
    if (track.kind !== 'video') return;
    const stop = this.#page.mediaSink?.(track, (frame) => this.#show(frame, stream));
    if (stop !== undefined) this.#stops.push(stop);
  }

  #show(frame, stream) {
    if (this.stream !== stream) return;
    const before = this.frame;
    this.frame = frame;
    this.frameCount++;
    const hasNewSize = before !== undefined && (before.width !== frame.width || before.height !== frame.height);
    if (this.readyState > 0 && hasNewSize) this.#fire('resize');
    this.#makeReady(stream);
  }

  #makeReady(stream) {
    if (this.readyState > 0 || this.#isLoading) return;
    this.#isLoading = true;
    const steps = this.#stepsToReady();
    this.#served.push(...this.#waiting.splice(0));
    const next = () => {
      if (this.stream !== stream) return;
      steps.shift()();
      if (steps.length > 0) setTimeout(next, 0);
    };
    setTimeout(next, 0);
  }

  /** A task for each event, as HTML has it. */
  #stepsToReady() {
    return [
      () => {
        this.readyState = 1;
        this.duration = Number.POSITIVE_INFINITY;
        this.#fire('durationchange');
      },
      () => this.frame !== undefined && this.#fire('resize'),
      () => this.#fire('loadedmetadata'),
      () => {
        this.readyState = 4;
        this.#fire('loadeddata');
      },
      () => this.#fire('canplay'),
      () => this.#fire('canplaythrough'),
      () => {
        this.#isLoading = false;
        this.#playIfAutomatic();
        this.#start();
      },
    ];
  }

  #playIfAutomatic() {
    if (!this.#element.autoplay || !this.isPaused || this.isEnded) return;
    this.isPaused = false;
    this.#fire('play');
  }

  #start() {
    if (this.readyState < 3 || this.isPaused || this.#isPlaying) return;
    this.#isPlaying = true;
    this.#startedAt = performance.now();
    this.#timeupdates = setInterval(() => this.#fire('timeupdate'), TIMEUPDATE_EVERY_MS);
    this.#served.push(...this.#waiting.splice(0));
    setTimeout(() => {
      if (this.#isPlaying) this.#fire('playing');
      this.#resolveServed();
    }, 0);
  }

  #halt() {
    if (!this.#isPlaying) return;
    this.#playedSeconds = this.position;
    this.#isPlaying = false;
    clearInterval(this.#timeupdates);
  }

  #endIfBegun() {
    if (this.readyState === 0 || this.isEnded) return;
    const wasPlaying = this.#isPlaying;
    this.#halt();
    this.isEnded = true;
    this.duration = this.#playedSeconds;
    this.#fire(...(wasPlaying ? ['timeupdate'] : []), 'durationchange', 'ended');
  }

  /** A live track has come into a stream that had ended. */
  #resume() {
    this.isEnded = false;
    this.duration = Number.POSITIVE_INFINITY;
    this.#fire('durationchange');
    this.#start();
  }

  #secondsSinceStart() {
    return this.#isPlaying ? (performance.now() - this.#startedAt) / 1000 : 0;
  }

  #keepPosition(seconds) {
    this.#positionOfTask = seconds;
    setImmediate(() => {
      this.#positionOfTask = undefined;
    });
  }

  #resolveServed() {
    for (const { resolve } of this.#served.splice(0)) resolve();
  }

  #rejectWaiting(message) {
    this.#resolveServed();
    for (const { reject } of this.#waiting.splice(0)) reject(new DOMException(message, 'AbortError'));
  }

  #fire(...types) {
    for (const type of types) this.#element.dispatchEvent(new this.#page.dom.Event(type));
  }

  #fireLater(...types) {
    setTimeout(() => this.#fire(...types), 0);
  }
}
