import type { ReportData } from '../trace/report/report-data.ts';

export type { ReportBand, ReportData, ReportRemark, ReportSpan } from '../trace/report/report-data.ts';

/** What is shown of everything there is. */
export interface Filter {
  /** In lower case; empty for everything. */
  readonly text: string;
  readonly kinds: ReadonlySet<number>;
  readonly hosts: ReadonlySet<number>;
  readonly onlyDropped: boolean;
}

export const DROPPED = 1;

/** The data of a report with what is needed to find, draw and list fifty thousand packets in a frame. */
export class Model {
  readonly data: ReportData;
  /** Packets as rows, by index into the columns, that pass the filter; in order of sending. */
  packets: Int32Array;
  /** Lines of the log, in order of time: packets by index, remarks by −1 − index. */
  log: Int32Array;
  /** The longest way of any packet: who was sent before `from − longestMs` is over by `from`. */
  readonly longestMs: number;
  readonly #order: Int32Array;
  readonly #lowerTexts: readonly string[];

  constructor(data: ReportData) {
    this.data = data;
    const { at, endsAt } = data.packets;
    this.longestMs = at.reduce((longest, sentAt, i) => Math.max(longest, endsAt[i] - sentAt), 0);
    this.#order = orderOf(data);
    this.#lowerTexts = data.packets.texts.map((text) => text.toLowerCase());
    this.log = this.#order;
    this.packets = this.#order.filter((row) => row >= 0);
  }

  apply(filter: Filter): void {
    const { text, kinds, hosts, onlyDropped } = filter;
    const { packets, remarks } = this.data;
    const matches = this.#matching(text);
    const isPacketShown = (i: number): boolean =>
      kinds.has(packets.kind[i]) &&
      (!onlyDropped || packets.fate[i] === DROPPED) &&
      (hosts.has(packets.from[i]) || hosts.has(packets.to[i])) &&
      matches(packets.text[i], packets.reason[i]);
    const isRemarkShown = (i: number): boolean => {
      const { host, text: said } = remarks[i];
      return (
        !onlyDropped && (host === undefined || hosts.has(host)) && (text === '' || said.toLowerCase().includes(text))
      );
    };
    this.log = this.#order.filter((row) => (row >= 0 ? isPacketShown(row) : isRemarkShown(-1 - row)));
    this.packets = this.log.filter((row) => row >= 0);
  }

  #matching(text: string): (text: number, reason: number) => boolean {
    if (text === '') return () => true;
    const { reasons } = this.data.packets;
    const texts = this.#lowerTexts.map((one) => one.includes(text));
    const ofReasons = reasons.map((one) => one !== '' && one.includes(text));
    return (textIndex, reasonIndex) => texts[textIndex] || ofReasons[reasonIndex];
  }

  /** The place in `packets` of the first that may still be under way at a time. */
  firstUnderWay(at: number): number {
    return lowerBound(this.packets, (row) => this.data.packets.at[row], at - this.longestMs);
  }

  /** The place in the log of the first line at a time or later. */
  firstLine(at: number): number {
    return lowerBound(this.log, (row) => this.timeOf(row), at);
  }

  timeOf(row: number): number {
    return row >= 0 ? this.data.packets.at[row] : this.data.remarks[-1 - row].at;
  }

  hostName(host: number | undefined): string {
    return host === undefined || host < 0 ? '?' : this.data.hosts[host];
  }
}

/** Packets and remarks are each in order of time: merged, with what is said at a moment before what is sent. */
function orderOf({ packets, remarks }: ReportData): Int32Array {
  const order = new Int32Array(packets.at.length + remarks.length);
  let packet = 0;
  let remark = 0;
  for (let i = 0; i < order.length; i++) {
    const isRemark = packet === packets.at.length || (remarks[remark]?.at ?? Infinity) <= packets.at[packet];
    order[i] = isRemark ? -1 - remark++ : packet++;
  }
  return order;
}

/** The first place whose time is not before `at`. */
function lowerBound(rows: Int32Array, timeOf: (row: number) => number, at: number): number {
  let low = 0;
  for (let high = rows.length; low < high;) {
    const middle = (low + high) >> 1;
    if (timeOf(rows[middle]) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
