import { PACKET_FATES, PACKET_KINDS, PacketFlag } from '../trace/report/packet-columns.ts';
import type { Model } from './model.ts';

/** A line of the log in words. */
export interface RowText {
  readonly at: number;
  readonly who: string;
  readonly what: string;
  /** Of a packet: its kind; of a remark: what sort it is. */
  readonly type: string;
  readonly isDropped: boolean;
}

export function describeRow(model: Model, row: number): RowText {
  return row >= 0 ? describePacketRow(model, row) : describeRemark(model, -1 - row);
}

function describePacketRow(model: Model, row: number): RowText {
  const { at, from, to, kind, fate, text, texts } = model.data.packets;
  const who = `${model.hostName(from[row])} → ${model.hostName(to[row])}`;
  const what = `${texts[text[row]]} · ${fateOf(model, row)}`;
  return { at: at[row], who, what, type: PACKET_KINDS[kind[row]], isDropped: PACKET_FATES[fate[row]] === 'dropped' };
}

function describeRemark(model: Model, index: number): RowText {
  const { at, host, type, text } = model.data.remarks[index];
  const who = host === undefined ? (WHO[type] ?? '') : model.hostName(host);
  return { at, who, what: text, type, isDropped: false };
}

const WHO: Readonly<Record<string, string>> = { fault: 'network', change: 'network', note: 'note' };

/** `20 ms`, `lost after 0 ms: loss`, with what else befell it. */
function fateOf(model: Model, row: number): string {
  const { at, endsAt, fate, reason, reasons, flags } = model.data.packets;
  const took = `${Number((endsAt[row] - at[row]).toFixed(3))} ms`;
  const more = [
    (flags[row] & PacketFlag.copy) === 0 ? '' : ', a copy',
    (flags[row] & PacketFlag.corrupted) === 0 ? '' : ', corrupted',
  ].join('');
  if (PACKET_FATES[fate[row]] === 'dropped') return `dropped after ${took}: ${reasons[reason[row]]}${more}`;
  return PACKET_FATES[fate[row]] === 'delivered' ? `${took}${more}` : `still under way${more}`;
}

/** Everything about a packet, a line each: for the box beside the pointer. */
export function detailsOf(model: Model, row: number): readonly string[] {
  const { number, at, bytes, text, texts } = model.data.packets;
  const { who } = describePacketRow(model, row);
  const name = number[row] < 0 ? 'signaling message' : `packet #${number[row]}`;
  return [texts[text[row]], `${who} · ${name} · ${bytes[row]} bytes`, `${at[row]} ms · ${fateOf(model, row)}`];
}
