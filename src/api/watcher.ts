import type { TransportOptions } from '../transport/types.ts';
import { promised } from '../webidl/operations.ts';
import type { Faces } from './faces.ts';
import type { Connection } from './records/connection.ts';
import type { DataChannel } from './records/data-channel.ts';

/** The states of a connection that have an event in webrtc-pc. */
export type WatchedState = 'signaling' | 'connection' | 'ice-connection' | 'ice-gathering' | 'data-channel';

/**
 * Whoever records what one connection does. Told while it happens, in the task that changes the slot; must not call
 * back. A connection that nobody watches pays one look at an undefined field for each call of script.
 */
export interface ConnectionWatcher {
  /** The event is about to fire. `channel` names the data channel it is about. */
  stateChanged(machine: WatchedState, state: string, channel?: string): void;
  /** Any other event is about to fire; `detail` says to people what it carries. */
  eventFired(type: string, detail?: string, channel?: string): void;
  /** Script called a method. What it returns is to be told how the promise settled, if there is one. */
  called(method: string, argument?: unknown): (outcome: 'resolved' | 'rejected', value: unknown) => void;
  /** A transport is about to be made: the same options, with whatever wants to see its news in between. */
  watchTransport(options: TransportOptions): TransportOptions;
}

/** The operation, with its call and its end told to the watcher, in no other order than without. */
export function told<T>(
  { watcher }: Connection,
  method: string,
  argument: unknown,
  operation: () => Promise<T>,
): () => Promise<T> {
  if (watcher === undefined) return operation;
  const settled = watcher.called(method, argument);
  return () => {
    const promise = promised(operation);
    promise.then(
      (value) => settled('resolved', value),
      (reason: unknown) => settled('rejected', reason),
    );
    return promise;
  };
}

/** Faces of one connection that tell the watcher of each event before they fire it. */
export function watchedFaces(faces: Faces, connection: Connection, watcher: ConnectionWatcher): Faces {
  const channels = new ChannelNames();
  return {
    ...faces,
    dataChannel(record) {
      const face = faces.dataChannel(record);
      channels.add(record);
      watcher.stateChanged('data-channel', record.readyState, channels.nameOf(face));
      return face;
    },
    fire(target, type) {
      const channel = channels.nameOf(target);
      const state = target === connection.face ? connectionState(connection, type) : channels.stateOf(target, type);
      if (state !== undefined) watcher.stateChanged(...state, channel);
      else if (target === connection.face || channel !== undefined) watcher.eventFired(type, undefined, channel);
      faces.fire(target, type);
    },
    fireMessage(target, data) {
      watcher.eventFired('message', describeMessage(data), channels.nameOf(target));
      faces.fireMessage(target, data);
    },
    fireError(target, error) {
      if (channels.nameOf(target) !== undefined) watcher.eventFired('error', error.message, channels.nameOf(target));
      faces.fireError(target, error);
    },
    fireIceCandidate(target, candidate, url) {
      watcher.eventFired('icecandidate', candidate?.candidate ?? 'null');
      faces.fireIceCandidate(target, candidate, url);
    },
    fireIceCandidateError(target, init) {
      watcher.eventFired('icecandidateerror', `${init.errorCode} ${init.errorText ?? ''} (${init.url ?? ''})`);
      faces.fireIceCandidateError(target, init);
    },
    fireTrack(target, transceiver, streams) {
      watcher.eventFired('track', transceiver.receiver.track.kind);
      faces.fireTrack(target, transceiver, streams);
    },
    fireDataChannel(target, channel) {
      watcher.eventFired('datachannel', channels.nameOf(channel));
      faces.fireDataChannel(target, channel);
    },
  };
}

type StateChange = readonly [machine: WatchedState, state: string];

function connectionState(connection: Connection, type: string): StateChange | undefined {
  switch (type) {
    case 'signalingstatechange':
      return ['signaling', connection.signalingState];
    case 'connectionstatechange':
      return ['connection', connection.connectionState];
    case 'iceconnectionstatechange':
      return ['ice-connection', connection.iceConnectionState];
    case 'icegatheringstatechange':
      return ['ice-gathering', connection.iceGatheringState];
    default:
      return undefined;
  }
}

/** What the channels of one connection are called: their label, and a number from the second of the same label on. */
class ChannelNames {
  readonly #names = new WeakMap<EventTarget, { readonly name: string; readonly record: DataChannel }>();
  readonly #counts = new Map<string, number>();

  add(record: DataChannel): void {
    const { label } = record.parameters;
    const count = (this.#counts.get(label) ?? 0) + 1;
    this.#counts.set(label, count);
    this.#names.set(record.face, { name: count === 1 ? label : `${label}#${count}`, record });
  }

  nameOf(face: EventTarget | undefined): string | undefined {
    return face === undefined ? undefined : this.#names.get(face)?.name;
  }

  stateOf(face: EventTarget | undefined, type: string): StateChange | undefined {
    if (face === undefined || (type !== 'open' && type !== 'closing' && type !== 'close')) return undefined;
    const channel = this.#names.get(face);
    return channel === undefined ? undefined : ['data-channel', channel.record.readyState];
  }
}

const LONGEST_TEXT = 100;

function describeMessage(data: string | ArrayBuffer | Blob): string {
  if (typeof data !== 'string') return `${'size' in data ? data.size : data.byteLength} bytes`;
  return data.length > LONGEST_TEXT ? `${data.slice(0, LONGEST_TEXT)}… (${data.length} characters)` : data;
}
