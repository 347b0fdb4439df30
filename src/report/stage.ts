import { PACKET_KINDS } from '../trace/report/packet-columns.ts';
import { detailsOf } from './describe-row.ts';
import { drawFrame } from './draw-frame.ts';
import { packetAt } from './draw-packets.ts';
import { layOut, type Layout } from './layout.ts';
import type { Model } from './model.ts';
import type { Scene } from './scene.ts';
import { readTheme, type Theme } from './theme.ts';
import { Viewport } from './viewport.ts';

export interface StageEvents {
  /** A packet was clicked. */
  onChoose(row: number): void;
  /** Another stretch of time is shown. */
  onMove(from: number): void;
}

/** The drawing: draws at most once a frame, and turns pointer, wheel and keys into movements. */
export class Stage {
  readonly viewport: Viewport;
  readonly #model: Model;
  readonly #canvas: HTMLCanvasElement;
  readonly #tip: HTMLElement;
  readonly #events: StageEvents;
  #layout: Layout;
  #theme: Theme = readTheme(PACKET_KINDS);
  #showsAllStates = false;
  #scrollY = 0;
  #hovered = -1;
  #chosen: number | undefined;
  #isFrameAsked = false;
  #drag: { readonly x: number; readonly y: number; readonly isOverview: boolean; hasMoved: boolean } | undefined;

  constructor(model: Model, canvas: HTMLCanvasElement, tip: HTMLElement, events: StageEvents) {
    this.viewport = new Viewport(model.data.startsAt, model.data.endsAt);
    this.#model = model;
    this.#canvas = canvas;
    this.#tip = tip;
    this.#events = events;
    this.#layout = layOut(model, canvas.clientHeight, false);
    new ResizeObserver(() => this.#resize()).observe(canvas);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
      this.#theme = readTheme(PACKET_KINDS);
      this.redraw();
    });
    this.#listen();
    this.#resize();
  }

  showAllStates(shows: boolean): void {
    this.#showsAllStates = shows;
    this.#resize();
  }

  /** Marks a line of the log and brings its moment into view. */
  choose(row: number): void {
    this.#chosen = row;
    this.viewport.reveal(this.#model.timeOf(row));
    this.redraw();
  }

  redraw(): void {
    if (this.#isFrameAsked) return;
    this.#isFrameAsked = true;
    requestAnimationFrame(() => this.#draw());
  }

  #draw(): void {
    this.#isFrameAsked = false;
    const context = this.#canvas.getContext('2d', { alpha: false }) as CanvasRenderingContext2D;
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    const chosen = this.#chosen;
    drawFrame(context, {
      ...this.#scene,
      width,
      height,
      scrollY: this.#scrollY,
      marked: this.#hovered >= 0 ? this.#hovered : (chosen ?? -1),
      chosenAt: chosen === undefined ? undefined : this.#model.timeOf(chosen),
    });
  }

  get #scene(): Scene {
    return { model: this.#model, layout: this.#layout, viewport: this.viewport, theme: this.#theme };
  }

  #resize(): void {
    const { clientWidth, clientHeight } = this.#canvas;
    this.#canvas.width = Math.round(clientWidth * devicePixelRatio);
    this.#canvas.height = Math.round(clientHeight * devicePixelRatio);
    this.#layout = layOut(this.#model, clientHeight, this.#showsAllStates);
    this.viewport.left = this.#layout.names;
    this.viewport.width = Math.max(clientWidth - this.#layout.names - 12, 1);
    this.#scroll(0);
  }

  #listen(): void {
    const canvas = this.#canvas;
    canvas.addEventListener('wheel', (event) => this.#onWheel(event), { passive: false });
    canvas.addEventListener('pointerdown', (event) => this.#onDown(event));
    canvas.addEventListener('pointermove', (event) => this.#onMove(event));
    canvas.addEventListener('pointerup', (event) => this.#onUp(event));
    canvas.addEventListener('pointerleave', () => this.#hover(-1, 0, 0));
    canvas.addEventListener('dblclick', (event) => this.zoom(0.25, event.offsetX));
    canvas.addEventListener('keydown', (event) => this.#onKey(event));
  }

  /** Around a place of the drawing, or its middle. */
  zoom(factor: number, x = this.viewport.left + this.viewport.width / 2): void {
    this.viewport.zoom(factor, this.viewport.time(x));
    this.#moved();
  }

  showAll(): void {
    this.viewport.showAll();
    this.#moved();
  }

  #moved(): void {
    this.redraw();
    this.#events.onMove(this.viewport.from);
  }

  #scroll(pixels: number): void {
    const most = Math.max(this.#layout.height - this.#canvas.clientHeight, 0);
    this.#scrollY = Math.min(Math.max(this.#scrollY + pixels, 0), most);
    this.redraw();
  }

  #onWheel(event: WheelEvent): void {
    event.preventDefault();
    if (event.shiftKey) return this.#scroll(event.deltaY);
    if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      this.viewport.pan(event.deltaX);
      return this.#moved();
    }
    this.zoom(1.0015 ** event.deltaY, event.offsetX);
  }

  #onDown({ offsetX: x, offsetY: y, pointerId }: PointerEvent): void {
    const isOverview = y < this.#layout.overview.height;
    this.#drag = { x, y, isOverview, hasMoved: false };
    this.#canvas.setPointerCapture(pointerId);
    if (isOverview) this.#showAround(x);
  }

  #onMove(event: PointerEvent): void {
    const drag = this.#drag;
    if (drag === undefined) return this.#pointAt(event);
    if (drag.isOverview) return this.#showAround(event.offsetX);
    if (Math.hypot(event.offsetX - drag.x, event.offsetY - drag.y) > 3) drag.hasMoved = true;
    if (!drag.hasMoved) return;
    this.viewport.pan(-event.movementX);
    this.#scroll(-event.movementY);
    this.#moved();
  }

  #onUp({ offsetX, offsetY }: PointerEvent): void {
    const drag = this.#drag;
    this.#drag = undefined;
    if (drag === undefined || drag.hasMoved || drag.isOverview) return;
    const row = this.#packetAt(offsetX, offsetY);
    if (row < 0) return;
    this.#chosen = row;
    this.#events.onChoose(row);
    this.redraw();
  }

  /** The overview's strip is the whole trace: its middle goes where the pointer is. */
  #showAround(x: number): void {
    const { viewport } = this;
    const share = (x - viewport.left) / viewport.width;
    const at = viewport.startsAt + share * (viewport.endsAt - viewport.startsAt);
    viewport.show(at - viewport.span / 2, at + viewport.span / 2);
    this.#moved();
  }

  #pointAt({ offsetX, offsetY }: PointerEvent): void {
    this.#hover(this.#packetAt(offsetX, offsetY), offsetX, offsetY);
  }

  #packetAt(x: number, y: number): number {
    if (x < this.viewport.left || y < this.#layout.top) return -1;
    return packetAt(this.#scene, x, y + this.#scrollY);
  }

  #hover(row: number, x: number, y: number): void {
    const tip = this.#tip;
    tip.hidden = row < 0;
    if (row >= 0) {
      tip.replaceChildren(...detailsOf(this.#model, row).map((text) => paragraph(text)));
      const isRight = x > this.#canvas.clientWidth / 2;
      tip.style.left = `${isRight ? x - tip.offsetWidth - 14 : x + 14}px`;
      tip.style.top = `${Math.min(y + 14, this.#canvas.clientHeight - tip.offsetHeight - 4)}px`;
    }
    if (row === this.#hovered) return;
    this.#hovered = row;
    this.redraw();
  }

  #onKey(event: KeyboardEvent): void {
    const { viewport } = this;
    const step = viewport.width / 8;
    const actions: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => viewport.pan(-step),
      ArrowRight: () => viewport.pan(step),
      ArrowUp: () => this.#scroll(-60),
      ArrowDown: () => this.#scroll(60),
      '+': () => this.zoom(0.5),
      '=': () => this.zoom(0.5),
      '-': () => this.zoom(2),
      '0': () => viewport.showAll(),
      Home: () => viewport.show(viewport.startsAt, viewport.startsAt + viewport.span),
      End: () => viewport.show(viewport.endsAt - viewport.span, viewport.endsAt),
    };
    const action = actions[event.key];
    if (action === undefined || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    action();
    this.#moved();
  }
}

function paragraph(text: string): HTMLElement {
  const element = document.createElement('p');
  element.textContent = text;
  return element;
}
