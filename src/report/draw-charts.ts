import type { Frame } from './draw-frame.ts';
import { LABEL_FONT } from './draw-packets.ts';
import type { Box } from './layout.ts';
import { DROPPED } from './model.ts';

const COLUMN = 4;

/** Below the lanes, on the same time: how much was lost, and how many bytes were under way (queues and wires). */
export function drawCharts(context: CanvasRenderingContext2D, frame: Frame): void {
  const { viewport, layout, theme } = frame;
  const columns = Math.max(Math.ceil(viewport.width / COLUMN), 1);
  const { sent, lost, bytes } = countByColumn(frame, columns);
  const most = Math.max(...sent, 1);
  drawAxisOf(context, frame, layout.loss, 'packets sent, lost', `${most}`);
  drawColumns(context, frame, layout.loss, sent, most, theme.muted);
  drawColumns(context, frame, layout.loss, lost, most, theme.dropped);
  const mostBytes = Math.max(...bytes, 1);
  drawAxisOf(context, frame, layout.underWay, 'bytes under way', bytesText(mostBytes));
  drawArea(context, frame, layout.underWay, bytes, mostBytes);
}

interface Columns {
  /** Packets that began in the column. */
  readonly sent: Float64Array;
  readonly lost: Float64Array;
  /** The most there were at once. */
  readonly bytes: Float64Array;
}

function countByColumn({ model, viewport }: Frame, columns: number): Columns {
  const { at, endsAt, fate, bytes: sizes } = model.data.packets;
  const [sent, lost, bytes] = [new Float64Array(columns), new Float64Array(columns), new Float64Array(columns)];
  const columnOf = (time: number): number => Math.floor(((time - viewport.from) / viewport.span) * columns);
  for (let i = model.firstUnderWay(viewport.from); i < model.packets.length; i++) {
    const row = model.packets[i];
    if (at[row] > viewport.to) break;
    if (endsAt[row] < viewport.from) continue;
    const first = columnOf(at[row]);
    const last = Math.min(columnOf(endsAt[row]), columns - 1);
    if (first >= 0) sent[first]++;
    if (first >= 0 && fate[row] === DROPPED) lost[first]++;
    if (endsAt[row] > at[row]) for (let c = Math.max(first, 0); c <= last; c++) bytes[c] += sizes[row];
  }
  return { sent, lost, bytes };
}

function drawAxisOf(context: CanvasRenderingContext2D, frame: Frame, box: Box, name: string, top: string): void {
  const { viewport, theme, layout } = frame;
  context.fillStyle = theme.line;
  context.fillRect(viewport.left, box.y + box.height, viewport.width, 1);
  context.font = LABEL_FONT;
  context.textBaseline = 'top';
  context.textAlign = 'left';
  context.fillStyle = theme.ink;
  context.fillText(name, 12, box.y + 2);
  context.fillStyle = theme.muted;
  context.textAlign = 'right';
  context.fillText(top, layout.names - 8, box.y + 18);
}

function drawColumns(
  context: CanvasRenderingContext2D,
  { viewport }: Frame,
  { y, height }: Box,
  counts: Float64Array,
  most: number,
  color: string,
): void {
  context.fillStyle = color;
  for (let i = 0; i < counts.length; i++) {
    if (counts[i] === 0) continue;
    const bar = Math.max((counts[i] / most) * height, 1);
    context.fillRect(viewport.left + i * COLUMN, y + height - bar, COLUMN - 1, bar);
  }
}

function drawArea(
  context: CanvasRenderingContext2D,
  { viewport, theme }: Frame,
  { y, height }: Box,
  values: Float64Array,
  most: number,
): void {
  const bottom = y + height;
  context.beginPath();
  context.moveTo(viewport.left, bottom);
  for (let i = 0; i < values.length; i++) {
    const top = bottom - (values[i] / most) * height;
    context.lineTo(viewport.left + i * COLUMN, top);
    context.lineTo(Math.min(viewport.left + (i + 1) * COLUMN, viewport.left + viewport.width), top);
  }
  context.lineTo(viewport.left + viewport.width, bottom);
  context.fillStyle = theme.accent;
  context.globalAlpha = 0.35;
  context.fill();
  context.globalAlpha = 1;
}

function bytesText(bytes: number): string {
  return bytes < 10_000 ? `${bytes} B` : `${(bytes / 1000).toFixed(0)} kB`;
}
