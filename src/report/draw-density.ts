import { DROPPED } from './model.ts';
import type { Scene } from './scene.ts';

const COLUMN = 2;

/**
 * Packets that are too many to be told apart: between each two lanes how many passed in each column of pixels, in the
 * colour of most of them, darker where there are more. Costs the same however many there are.
 */
export function drawDensity(context: CanvasRenderingContext2D, scene: Scene, rows: readonly number[]): void {
  const { model, layout, viewport, theme } = scene;
  const columns = Math.ceil(viewport.width / COLUMN);
  const colors = [...theme.kinds, theme.dropped];
  const counts = count(scene, rows, columns, colors.length);
  const gaps = model.data.hosts.length - 1;
  const most = Math.log1p(Math.max(...sums(counts, colors.length), 1));
  for (let gap = 0; gap < gaps; gap++) {
    const top = layout.lanes[gap] + 2;
    const height = layout.lanes[gap + 1] - layout.lanes[gap] - 4;
    for (let column = 0; column < columns; column++) {
      const cell = (gap * columns + column) * colors.length;
      drawCell(context, counts, cell, colors, most, viewport.left + column * COLUMN, top, height);
    }
  }
  context.globalAlpha = 1;
}

/** By gap between lanes, column and colour. */
function count(
  { model: { data }, viewport }: Scene,
  rows: readonly number[],
  columns: number,
  colors: number,
): Float32Array {
  const { at, endsAt, from, to, kind, fate } = data.packets;
  const counts = new Float32Array(Math.max(data.hosts.length - 1, 0) * columns * colors);
  for (const row of rows) {
    const middle = viewport.x((at[row] + endsAt[row]) / 2) - viewport.left;
    const column = Math.min(Math.max(Math.floor(middle / COLUMN), 0), columns - 1);
    const color = fate[row] === DROPPED ? colors - 1 : kind[row];
    const [first, last] = from[row] < to[row] ? [from[row], to[row]] : [to[row], from[row]];
    for (let gap = Math.max(first, 0); gap < last; gap++) counts[(gap * columns + column) * colors + color]++;
  }
  return counts;
}

function sums(counts: Float32Array, colors: number): Float32Array {
  const totals = new Float32Array(counts.length / colors);
  for (let i = 0; i < counts.length; i++) totals[Math.floor(i / colors)] += counts[i];
  return totals;
}

/** Bars on top of each other, as long as the share of each colour. */
function drawCell(
  context: CanvasRenderingContext2D,
  counts: Float32Array,
  cell: number,
  colors: readonly string[],
  most: number,
  x: number,
  top: number,
  height: number,
): void {
  let total = 0;
  for (let color = 0; color < colors.length; color++) total += counts[cell + color];
  if (total === 0) return;
  context.globalAlpha = 0.25 + (0.75 * Math.log1p(total)) / most;
  let y = top;
  for (let color = 0; color < colors.length; color++) {
    const length = (counts[cell + color] / total) * height;
    if (length === 0) continue;
    context.fillStyle = colors[color];
    context.fillRect(x, y, COLUMN, length);
    y += length;
  }
}
