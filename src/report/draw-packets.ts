import { drawDensity } from './draw-density.ts';
import { DROPPED } from './model.ts';
import type { Scene } from './scene.ts';

/** The line of one packet on the screen. */
export interface Arrow {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

const FEW_ENOUGH_FOR_LINES = 4000;
const FEW_ENOUGH_FOR_HEADS = 1500;
const FEW_ENOUGH_FOR_LABELS = 400;
const HEAD = 6;
const STUB = { x: 10, share: 0.35 };
/** An arrow to its own host, or to nobody, goes down this far. */
const SHORT = 22;

/** Where a packet's arrow lies, into `arrow`: nothing is allocated for those that are many. */
export function placeArrow({ model, layout, viewport }: Scene, row: number, arrow: Arrow): void {
  const { at, endsAt, from, to, fate } = model.data.packets;
  const isDropped = fate[row] === DROPPED;
  arrow.x0 = viewport.x(at[row]);
  arrow.x1 = viewport.x(endsAt[row]);
  arrow.y0 = layout.lanes[Math.max(from[row], 0)];
  const reaches = to[row] >= 0 && to[row] !== from[row];
  arrow.y1 = reaches ? layout.lanes[to[row]] : arrow.y0 + SHORT;
  if (!isDropped || endsAt[row] > at[row]) return;
  // Lost where it was sent: only a stub leaves.
  arrow.x1 = arrow.x0 + STUB.x;
  arrow.y1 = arrow.y0 + (reaches ? (arrow.y1 - arrow.y0) * STUB.share : SHORT);
}

/** The arrows of all packets in view, one path for each colour; of too many of them, where there are how many. */
export function drawPackets(context: CanvasRenderingContext2D, scene: Scene): void {
  const visible = rowsInView(scene);
  if (visible.length > FEW_ENOUGH_FOR_LINES) return drawDensity(context, scene, visible);
  const { kind, fate } = scene.model.data.packets;
  const isDense = visible.length > FEW_ENOUGH_FOR_HEADS;
  context.lineWidth = isDense ? 0.75 : 1.25;
  for (let color = 0; color < scene.theme.kinds.length; color++) {
    strokeArrows(
      context,
      scene,
      scene.theme.kinds[color],
      isDense,
      (visibleRow) => {
        return kind[visibleRow] === color && fate[visibleRow] !== DROPPED;
      },
      visible,
    );
  }
  strokeArrows(context, scene, scene.theme.dropped, isDense, (row) => fate[row] === DROPPED, visible);
  if (visible.length <= FEW_ENOUGH_FOR_LABELS) drawLabels(context, scene, visible);
  if (!isDense) drawCrosses(context, scene, visible);
}

function rowsInView({ model, viewport }: Scene): number[] {
  const { at, endsAt } = model.data.packets;
  const rows: number[] = [];
  for (let i = model.firstUnderWay(viewport.from); i < model.packets.length; i++) {
    const row = model.packets[i];
    if (at[row] > viewport.to) break;
    if (endsAt[row] >= viewport.from) rows.push(row);
  }
  return rows;
}

const arrow: Arrow = { x0: 0, y0: 0, x1: 0, y1: 0 };

function strokeArrows(
  context: CanvasRenderingContext2D,
  scene: Scene,
  color: string,
  isDense: boolean,
  isOfColor: (row: number) => boolean,
  rows: readonly number[],
): void {
  context.strokeStyle = color;
  context.globalAlpha = isDense ? 0.55 : 1;
  context.beginPath();
  for (const row of rows) {
    if (!isOfColor(row)) continue;
    placeArrow(scene, row, arrow);
    context.moveTo(arrow.x0, arrow.y0);
    context.lineTo(arrow.x1, arrow.y1);
    if (!isDense) traceHead(context, arrow);
  }
  context.stroke();
  context.globalAlpha = 1;
}

function traceHead(context: CanvasRenderingContext2D, { x0, y0, x1, y1 }: Arrow): void {
  const angle = Math.atan2(y1 - y0, x1 - x0);
  for (const side of [-0.45, 0.45]) {
    context.moveTo(x1, y1);
    context.lineTo(x1 - HEAD * Math.cos(angle + side), y1 - HEAD * Math.sin(angle + side));
  }
}

function drawCrosses(context: CanvasRenderingContext2D, scene: Scene, rows: readonly number[]): void {
  context.strokeStyle = scene.theme.dropped;
  context.lineWidth = 2;
  context.beginPath();
  for (const row of rows) {
    if (scene.model.data.packets.fate[row] !== DROPPED) continue;
    placeArrow(scene, row, arrow);
    const { x1, y1 } = arrow;
    context.moveTo(x1 - 4, y1 - 4);
    context.lineTo(x1 + 4, y1 + 4);
    context.moveTo(x1 + 4, y1 - 4);
    context.lineTo(x1 - 4, y1 + 4);
  }
  context.stroke();
}

const LABEL_HEIGHT = 13;

/** Along the arrows, where they are long enough and the next one is not too near; lost packets have theirs at the cross. */
function drawLabels(context: CanvasRenderingContext2D, scene: Scene, rows: readonly number[]): void {
  const { from, to, fate } = scene.model.data.packets;
  /** By way: from where on there is room for the next label. */
  const free = new Map<number, number>();
  /** By way: the last cross, whose label reaches to the next one at most. */
  const crosses = new Map<number, { readonly row: number; readonly at: Arrow }>();
  context.font = LABEL_FONT;
  context.textAlign = 'left';
  context.lineJoin = 'round';
  context.strokeStyle = scene.theme.background;
  context.lineWidth = 3;
  for (const row of rows) {
    placeArrow(scene, row, arrow);
    const way = from[row] * 4096 + to[row];
    if (fate[row] === DROPPED) {
      const last = crosses.get(way);
      if (last !== undefined) drawCrossLabel(context, scene, last.row, last.at, arrow.x1 - last.at.x1);
      crosses.set(way, { row, at: { ...arrow } });
    } else if (arrow.x0 >= (free.get(way) ?? -Infinity)) {
      const room = drawArrowLabel(context, scene, row, arrow);
      if (room > 0) free.set(way, arrow.x0 + room);
    }
  }
  for (const { row, at } of crosses.values()) drawCrossLabel(context, scene, row, at, Infinity);
}

function drawCrossLabel(
  context: CanvasRenderingContext2D,
  { model, theme }: Scene,
  row: number,
  { x1, y1 }: Arrow,
  gap: number,
): void {
  const { text, texts, reason, reasons } = model.data.packets;
  const label = `${texts[text[row]]} · ${reasons[reason[row]]}`;
  context.fillStyle = theme.dropped;
  context.textBaseline = 'middle';
  writeWithHalo(context, fitted(context, label, Math.min(gap - 20, LONGEST_CROSS_LABEL)), x1 + 8, y1);
}

/** Gives how far away along the lane the next label may begin; 0 if nothing was written. */
function drawArrowLabel(
  context: CanvasRenderingContext2D,
  { model, theme }: Scene,
  row: number,
  { x0, y0, x1, y1 }: Arrow,
): number {
  const { text, texts, kind } = model.data.packets;
  const label = texts[text[row]];
  const angle = Math.atan2(y1 - y0, x1 - x0);
  if (Math.abs(angle) > STEEPEST_LABEL) return 0;
  const shown = fitted(context, label, Math.hypot(x1 - x0, y1 - y0) - 20);
  if (shown.length < Math.min(SHORTEST_SENTENCE, label.length)) return 0;
  context.fillStyle = theme.kinds[kind[row]];
  context.textBaseline = 'bottom';
  context.save();
  context.translate(x0, y0);
  context.rotate(angle);
  writeWithHalo(context, shown, 10, -1);
  context.restore();
  // The distance between parallel lines, measured along the lane.
  return LABEL_HEIGHT / Math.max(Math.abs(Math.sin(angle)), 0.05);
}

/** Lines that cross a text stop short of it. */
function writeWithHalo(context: CanvasRenderingContext2D, text: string, x: number, y: number): void {
  context.strokeText(text, x, y);
  context.fillText(text, x, y);
}

export const LABEL_FONT = '11px ui-sans-serif, system-ui, sans-serif';
const LONGEST_CROSS_LABEL = 240;
const SHORTEST_SENTENCE = 10;
/** 78°: nobody reads what stands on its head. */
const STEEPEST_LABEL = 1.36;
const SHORTEST_LABEL = 28;

/** As much of a text as fits; nothing rather than a letter or two. */
export function fitted(context: CanvasRenderingContext2D, text: string, width: number): string {
  if (width < SHORTEST_LABEL) return '';
  const whole = context.measureText(text).width;
  if (whole <= width) return text;
  const letters = Math.floor((text.length * width) / whole) - 1;
  return letters < 3 ? '' : `${text.slice(0, letters)}…`;
}

/** The packet whose arrow is nearest to a point, within a few pixels; −1 if none is. */
export function packetAt(scene: Scene, x: number, y: number): number {
  let nearest = -1;
  let least = 7;
  for (const row of rowsInView(scene)) {
    placeArrow(scene, row, arrow);
    const distance = distanceTo(arrow, x, y);
    if (distance >= least) continue;
    least = distance;
    nearest = row;
  }
  return nearest;
}

function distanceTo({ x0, y0, x1, y1 }: Arrow, x: number, y: number): number {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const share = ((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy || 1);
  const nearest = Math.min(Math.max(share, 0), 1);
  return Math.hypot(x - x0 - nearest * dx, y - y0 - nearest * dy);
}
