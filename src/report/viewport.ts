/** The stretch of time that is shown, and where it lies on the screen. Times are virtual milliseconds, places CSS pixels. */
export class Viewport {
  readonly startsAt: number;
  readonly endsAt: number;
  from: number;
  to: number;
  /** Where the drawing begins, right of the names. */
  left = 0;
  width = 1;

  constructor(startsAt: number, endsAt: number) {
    // A margin, so that nothing clings to the edge; a trace of one instant still has a width.
    const margin = Math.max((endsAt - startsAt) * 0.01, 0.5);
    this.startsAt = startsAt - margin;
    this.endsAt = endsAt + margin;
    this.from = this.startsAt;
    this.to = this.endsAt;
  }

  get span(): number {
    return this.to - this.from;
  }

  x(at: number): number {
    return this.left + ((at - this.from) / this.span) * this.width;
  }

  time(x: number): number {
    return this.from + ((x - this.left) / this.width) * this.span;
  }

  show(from: number, to: number): void {
    const span = Math.min(Math.max(to - from, SHORTEST_MS), this.endsAt - this.startsAt);
    const start = Math.min(Math.max(from, this.startsAt), this.endsAt - span);
    this.from = start;
    this.to = start + span;
  }

  showAll(): void {
    this.show(this.startsAt, this.endsAt);
  }

  /** A factor below 1 shows less, around the moment that stays where it is. */
  zoom(factor: number, around: number): void {
    const share = (around - this.from) / this.span;
    const span = Math.min(Math.max(this.span * factor, SHORTEST_MS), this.endsAt - this.startsAt);
    this.show(around - share * span, around + (1 - share) * span);
  }

  pan(pixels: number): void {
    const ms = (pixels / this.width) * this.span;
    this.show(this.from + ms, this.to + ms);
  }

  /** Brings a moment into view, without zooming, if it is not. */
  reveal(at: number): void {
    if (at < this.from || at > this.to) this.show(at - this.span / 2, at + this.span / 2);
  }
}

const SHORTEST_MS = 0.01;
