import { drawCharts } from './draw-charts.ts';
import { drawPackets, fitted, LABEL_FONT, placeArrow } from './draw-packets.ts';
import { isNote, type Box } from './layout.ts';
import type { ReportSpan } from './model.ts';
import type { Scene } from './scene.ts';
import { stateColor, type Theme } from './theme.ts';
import type { Viewport } from './viewport.ts';

/** What one frame shows. */
export interface Frame extends Scene {
  readonly width: number;
  readonly height: number;
  readonly scrollY: number;
  /** A packet that is pointed at or chosen; −1 for none. */
  readonly marked: number;
  /** The moment of the line chosen in the log. */
  readonly chosenAt: number | undefined;
}

const BOLD_FONT = '600 12px ui-sans-serif, system-ui, sans-serif';

export function drawFrame(context: CanvasRenderingContext2D, frame: Frame): void {
  const { layout, theme, width, height, scrollY } = frame;
  context.fillStyle = theme.background;
  context.fillRect(0, 0, width, height);
  context.save();
  clip(context, 0, layout.top, width, height - layout.top);
  context.translate(0, -scrollY);
  drawShades(context, frame);
  drawMoment(context, frame);
  drawFaults(context, frame);
  drawNotes(context, frame);
  drawBands(context, frame);
  drawLanes(context, frame);
  drawCharts(context, frame);
  context.restore();
  drawAxis(context, frame);
  drawOverview(context, frame);
  drawScrollBar(context, frame);
}

/** Only where there is more below or above. */
function drawScrollBar(context: CanvasRenderingContext2D, { layout, theme, width, height, scrollY }: Frame): void {
  if (layout.height <= height) return;
  const room = height - layout.top;
  const length = (room * room) / (layout.height - layout.top);
  const y = layout.top + (scrollY / (layout.height - height)) * (room - length);
  context.fillStyle = theme.muted;
  context.globalAlpha = 0.6;
  context.fillRect(width - 7, y, 5, length);
  context.globalAlpha = 1;
}

export function clip(context: CanvasRenderingContext2D, x: number, y: number, width: number, height: number): void {
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
}

/** While a fault is in force the whole world is tinted. */
function drawShades(context: CanvasRenderingContext2D, { layout, viewport, theme }: Frame): void {
  context.save();
  clip(context, viewport.left, layout.top, viewport.width, layout.height);
  context.fillStyle = theme.dropped;
  context.globalAlpha = 0.07;
  for (const { span } of layout.faults) {
    const [x, end] = ends(span, viewport);
    context.fillRect(x, layout.top, Math.max(end - x, 1), layout.height);
  }
  context.restore();
}

function drawMoment(context: CanvasRenderingContext2D, { layout, viewport, theme, chosenAt }: Frame): void {
  if (chosenAt === undefined) return;
  context.fillStyle = theme.accent;
  context.fillRect(Math.round(viewport.x(chosenAt)), layout.top, 1, layout.height);
}

function drawFaults(context: CanvasRenderingContext2D, { layout, viewport, theme }: Frame): void {
  if (layout.faults.length === 0) return;
  nameRow(context, theme, 'faults', layout.faults[0].box, BOLD_FONT);
  context.save();
  clip(context, viewport.left, 0, viewport.width, layout.height);
  for (const { span, box } of layout.faults) drawSpan(context, span, box, viewport, theme.dropped, theme.background);
  context.restore();
}

/** A tick each, with as many words as there is room for before the next. */
function drawNotes(context: CanvasRenderingContext2D, { model, layout, viewport, theme }: Frame): void {
  const { y, height } = layout.notes;
  if (height === 0) return;
  nameRow(context, theme, 'notes', layout.notes, BOLD_FONT);
  context.save();
  clip(context, viewport.left, y, viewport.width, height);
  context.font = LABEL_FONT;
  const notes = model.data.remarks.filter(isNote);
  notes.forEach(({ at, text }, i) => {
    const x = viewport.x(at);
    const next = notes[i + 1] === undefined ? Infinity : viewport.x(notes[i + 1].at);
    context.fillStyle = theme.accent;
    context.fillRect(x, y, 2, height);
    context.fillStyle = theme.ink;
    context.fillText(fitted(context, text, next - x - 12), x + 6, y + height / 2);
  });
  context.restore();
}

function drawBands(context: CanvasRenderingContext2D, { model, layout, viewport, theme }: Frame): void {
  for (const { band, box, isFirstOfHost } of layout.bands) {
    if (isFirstOfHost) nameHost(context, theme, model.hostName(band.host), box);
    const label = band.connection === 1 ? band.label : `#${band.connection} ${band.label}`;
    context.textAlign = 'right';
    context.fillStyle = theme.muted;
    context.font = LABEL_FONT;
    context.textBaseline = 'middle';
    context.fillText(fitted(context, label, 104), layout.names - 10, box.y + box.height / 2);
    context.save();
    clip(context, viewport.left, box.y, viewport.width, box.height);
    for (const span of band.states) {
      drawSpan(context, span, box, viewport, stateColor(theme, span.text), theme.background);
    }
    context.restore();
  }
}

function nameHost(context: CanvasRenderingContext2D, theme: Theme, name: string, { y, height }: Box): void {
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  context.font = BOLD_FONT;
  context.fillStyle = theme.ink;
  context.fillText(fitted(context, name, 60), 12, y + height / 2);
}

function nameRow(context: CanvasRenderingContext2D, theme: Theme, name: string, box: Box, font: string): void {
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  context.font = font;
  context.fillStyle = theme.ink;
  context.fillText(name, 12, box.y + box.height / 2);
}

function drawSpan(
  context: CanvasRenderingContext2D,
  span: ReportSpan,
  { y, height }: Box,
  viewport: Viewport,
  color: string,
  ink: string,
): void {
  const [x, end] = ends(span, viewport);
  const start = Math.max(x, viewport.left);
  const width = Math.max(Math.min(end, viewport.left + viewport.width) - start, 0);
  context.fillStyle = color;
  context.fillRect(x, y, Math.max(end - x - 1, 1), height);
  context.font = LABEL_FONT;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  context.fillStyle = ink;
  context.fillText(fitted(context, span.text, width - 10), start + 5, y + height / 2 + 0.5);
}

function ends({ from, to }: ReportSpan, viewport: Viewport): [number, number] {
  return [viewport.x(from), viewport.x(to ?? viewport.endsAt)];
}

function drawLanes(context: CanvasRenderingContext2D, frame: Frame): void {
  const { model, layout, viewport, theme, marked } = frame;
  context.font = BOLD_FONT;
  context.textBaseline = 'middle';
  context.textAlign = 'left';
  layout.lanes.forEach((y, host) => {
    context.fillStyle = theme.ink;
    context.font = BOLD_FONT;
    context.textBaseline = 'middle';
    context.textAlign = 'left';
    context.fillText(fitted(context, model.hostName(host), layout.names - 24), 12, y);
    context.fillStyle = theme.line;
    context.fillRect(viewport.left, y - 1, viewport.width, 2);
  });
  context.save();
  clip(context, viewport.left, 0, viewport.width, layout.height);
  drawPackets(context, frame);
  if (marked >= 0) drawMarked(context, frame);
  context.restore();
}

function drawMarked(context: CanvasRenderingContext2D, frame: Frame): void {
  const arrow = { x0: 0, y0: 0, x1: 0, y1: 0 };
  placeArrow(frame, frame.marked, arrow);
  context.strokeStyle = frame.theme.accent;
  context.lineWidth = 3;
  context.beginPath();
  context.moveTo(arrow.x0, arrow.y0);
  context.lineTo(arrow.x1, arrow.y1);
  context.stroke();
}

/** Ticks at round times, some hundred pixels apart. */
function drawAxis(context: CanvasRenderingContext2D, { layout, viewport, theme, width }: Frame): void {
  const { y, height } = layout.axis;
  context.fillStyle = theme.panel;
  context.fillRect(0, y, width, height);
  context.fillStyle = theme.line;
  context.fillRect(0, y + height - 1, width, 1);
  const step = roundStep((viewport.span / viewport.width) * 110);
  const digits = Math.max(0, Math.ceil(-Math.log10(step)));
  context.font = LABEL_FONT;
  context.textBaseline = 'middle';
  context.textAlign = 'center';
  for (let at = Math.ceil(viewport.from / step) * step; at <= viewport.to; at += step) {
    const x = Math.round(viewport.x(at));
    context.fillStyle = theme.line;
    context.fillRect(x, y + height - 6, 1, 6);
    context.fillStyle = theme.muted;
    const text = step >= 1000 ? `${at / 1000} s` : `${(Math.abs(at) < step / 2 ? 0 : at).toFixed(digits)} ms`;
    if (x > viewport.left + 24) context.fillText(text, x, y + height / 2 - 2);
  }
  nameRow(context, theme, 'virtual time', layout.axis, LABEL_FONT);
}

function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= least) ?? 10 * power;
}

/** The whole trace in one strip: how many packets when, those that were lost, and what part is shown below. */
function drawOverview(context: CanvasRenderingContext2D, { model, layout, viewport, theme, width }: Frame): void {
  const { y, height } = layout.overview;
  const { at, fate } = model.data.packets;
  const columns = Math.max(Math.floor(viewport.width / 3), 1);
  const [sent, lost] = [new Float64Array(columns), new Float64Array(columns)];
  const whole = viewport.endsAt - viewport.startsAt;
  for (const row of model.packets) {
    const column = Math.floor(((at[row] - viewport.startsAt) / whole) * columns);
    sent[column]++;
    if (fate[row] === 1) lost[column]++;
  }
  const most = Math.log1p(Math.max(...sent, 1));
  context.fillStyle = theme.panel;
  context.fillRect(0, y, width, height);
  const bars = (counts: Float64Array, color: string): void => {
    context.fillStyle = color;
    counts.forEach((count, i) => {
      const bar = (Math.log1p(count) / most) * (height - 8);
      if (count > 0) context.fillRect(viewport.left + (i * viewport.width) / columns, y + height - bar, 2, bar);
    });
  };
  bars(sent, theme.muted);
  bars(lost, theme.dropped);
  const start = viewport.left + ((viewport.from - viewport.startsAt) / whole) * viewport.width;
  const shown = Math.max((viewport.span / whole) * viewport.width, 3);
  context.fillStyle = theme.accent;
  context.globalAlpha = 0.16;
  context.fillRect(start, y, shown, height);
  context.globalAlpha = 1;
  context.strokeStyle = theme.accent;
  context.lineWidth = 1;
  context.strokeRect(start + 0.5, y + 0.5, shown - 1, height - 1);
  nameRow(context, theme, 'whole trace', layout.overview, LABEL_FONT);
}
