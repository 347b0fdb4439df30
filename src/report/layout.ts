import type { Model, ReportBand, ReportRemark, ReportSpan } from './model.ts';

/** Where everything stands, from top to bottom, in CSS pixels of a drawing that may be higher than the screen. */
export interface Layout {
  readonly names: number;
  readonly overview: Box;
  readonly axis: Box;
  /** What follows moves when it is scrolled. */
  readonly top: number;
  /** Faults, one row for those that do not overlap. */
  readonly faults: readonly { readonly span: ReportSpan; readonly box: Box }[];
  /** Where notes and changes of the world stand. */
  readonly notes: Box;
  readonly bands: readonly { readonly band: ReportBand; readonly box: Box; readonly isFirstOfHost: boolean }[];
  /** The line of each host. */
  readonly lanes: readonly number[];
  readonly laneGap: number;
  readonly loss: Box;
  readonly underWay: Box;
  readonly height: number;
}

export interface Box {
  readonly y: number;
  readonly height: number;
}

const NAMES = 168;
const OVERVIEW = { y: 0, height: 40 };
const AXIS = { y: 40, height: 26 };
const FAULT_ROW = 22;
const BAND_ROW = 16;
const HOST_GAP = 8;
const SECTION_GAP = 22;
/** Room for what is written along the arrows; of many hosts more lines are wanted on the screen. */
const LANE_GAPS = { ofTwo: 132, ofFew: 92, least: 64, most: 220 };
const FEW_HOSTS = 4;
const CHART = 48;

export function layOut(model: Model, height: number, showsAllStates: boolean): Layout {
  const top = AXIS.y + AXIS.height;
  let y = top + 6;
  const faults = placeFaults(model, y);
  y = faults.reduce((bottom, { box }) => Math.max(bottom, box.y + box.height), y);
  const hasNotes = model.data.remarks.some(isNote);
  const notes = { y, height: hasNotes ? FAULT_ROW - 3 : 0 };
  if (hasNotes) y += FAULT_ROW;
  if (faults.length > 0 || hasNotes) y += HOST_GAP;
  const bands = placeBands(chosenBands(model, showsAllStates), y);
  y = bands.reduce((bottom, { box }) => Math.max(bottom, box.y + box.height), y) + SECTION_GAP;
  const hosts = model.data.hosts.length;
  const room = (height - y - 2 * (CHART + SECTION_GAP) - SECTION_GAP) / Math.max(hosts - 1, 1);
  const least = hosts <= 2 ? LANE_GAPS.ofTwo : hosts <= FEW_HOSTS ? LANE_GAPS.ofFew : LANE_GAPS.least;
  const laneGap = Math.min(Math.max(room, least), LANE_GAPS.most);
  const lanes = model.data.hosts.map((_, i) => y + i * laneGap);
  y += Math.max(hosts - 1, 0) * laneGap + SECTION_GAP + 6;
  const loss = { y, height: CHART };
  const underWay = { y: y + CHART + SECTION_GAP, height: CHART };
  const bottom = underWay.y + CHART + 12;
  return {
    names: NAMES,
    overview: OVERVIEW,
    axis: AXIS,
    top,
    faults,
    notes,
    bands,
    lanes,
    laneGap,
    loss,
    underWay,
    height: bottom,
  };
}

/** What is said of the world rather than of a host. */
export function isNote({ type }: ReportRemark): boolean {
  return type === 'note' || type === 'change';
}

function placeFaults({ data }: Model, y: number): Layout['faults'] {
  const rowEnds: number[] = [];
  return data.faults.map((span) => {
    const free = rowEnds.findIndex((end) => end <= span.from);
    const row = free >= 0 ? free : rowEnds.length;
    rowEnds[row] = span.to ?? Infinity;
    return { span, box: { y: y + row * FAULT_ROW, height: FAULT_ROW - 3 } };
  });
}

/** With many connections one band for each says enough. */
function chosenBands({ data }: Model, showsAll: boolean): readonly ReportBand[] {
  if (showsAll) return data.bands;
  const few = data.bands.filter(({ label }) => MAIN_STATES.has(label) || label.startsWith('channel'));
  return few.length <= MOST_BANDS ? few : data.bands.filter(({ label }) => label === 'connection');
}

const MAIN_STATES: ReadonlySet<string> = new Set(['signaling', 'connection', 'ICE', 'DTLS', 'SCTP']);
const MOST_BANDS = 24;

function placeBands(bands: readonly ReportBand[], top: number): Layout['bands'] {
  let y = top;
  return bands.map((band, i) => {
    const isFirstOfHost = bands[i - 1]?.host !== band.host;
    if (isFirstOfHost && i > 0) y += HOST_GAP;
    const box = { y, height: BAND_ROW - 2 };
    y += BAND_ROW;
    return { band, box, isFirstOfHost };
  });
}
