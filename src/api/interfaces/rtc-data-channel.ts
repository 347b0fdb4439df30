import { bytesOfBufferSource } from '../../webidl/buffer-source.ts';
import { isObject, toUSVString } from '../../webidl/convert.ts';
import { defineInterface } from '../../webidl/define-interface.ts';
import { defineEventHandlers } from '../../webidl/event-handlers.ts';
import { toEnforcedUnsignedLong } from '../../webidl/integers.ts';
import { InternalConstruction, requireArguments } from '../../webidl/operations.ts';
import { closeDataChannel } from '../algorithms/close-data-channel.ts';
import { sendBlob, sendBytes, sendText } from '../algorithms/send-data.ts';
import { isBlob, type Realm } from '../realm.ts';
import type { DataChannel } from '../records/data-channel.ts';

type Constructor = typeof RTCDataChannel;

export interface DataChannelInterface {
  readonly RTCDataChannel: Constructor;
  readonly create: (record: DataChannel) => RTCDataChannel;
  readonly isInstance: (value: unknown) => boolean;
}

/** https://w3c.github.io/webrtc-pc/#rtcdatachannel */
export function createRTCDataChannel(realm: Realm): DataChannelInterface {
  const construction = new InternalConstruction<DataChannel>();
  let isInstance!: DataChannelInterface['isInstance'];

  class Face extends realm.EventTarget {
    declare onopen: RTCDataChannel['onopen'];
    declare onbufferedamountlow: RTCDataChannel['onbufferedamountlow'];
    declare onerror: RTCDataChannel['onerror'];
    declare onclosing: RTCDataChannel['onclosing'];
    declare onclose: RTCDataChannel['onclose'];
    declare onmessage: RTCDataChannel['onmessage'];
    readonly #record: DataChannel;
    static {
      isInstance = (value) => isObject(value) && #record in value;
    }

    constructor() {
      const record = construction.take();
      super();
      this.#record = record;
      record.face = this;
    }

    get label(): string {
      return this.#record.parameters.label;
    }
    get ordered(): boolean {
      return this.#record.parameters.ordered;
    }
    get maxPacketLifeTime(): number | null {
      return this.#record.parameters.maxPacketLifeTime;
    }
    get maxRetransmits(): number | null {
      return this.#record.parameters.maxRetransmits;
    }
    get protocol(): string {
      return this.#record.parameters.protocol;
    }
    get negotiated(): boolean {
      return this.#record.parameters.negotiated;
    }
    /** https://w3c.github.io/webrtc-priority/#dom-rtcdatachannel-priority */
    get priority(): RTCPriorityType {
      return this.#record.parameters.priority;
    }
    get id(): number | null {
      return this.#record.id;
    }
    get readyState(): RTCDataChannelState {
      return this.#record.readyState;
    }
    get bufferedAmount(): number {
      return this.#record.bufferedAmount;
    }

    get bufferedAmountLowThreshold(): number {
      return this.#record.bufferedAmountLowThreshold;
    }
    set bufferedAmountLowThreshold(value: number) {
      const record = this.#record;
      record.bufferedAmountLowThreshold = toEnforcedUnsignedLong(value, 'bufferedAmountLowThreshold');
    }

    get binaryType(): BinaryType {
      return this.#record.binaryType;
    }
    /** An unknown value is ignored, as attributes of enumeration types do. */
    set binaryType(value: BinaryType) {
      const record = this.#record;
      const text = `${value}`;
      if (text === 'blob' || text === 'arraybuffer') record.binaryType = text;
    }

    close(): void {
      const record = this.#record;
      record.connection.watcher?.called('RTCDataChannel.close', { label: record.parameters.label });
      closeDataChannel(record);
    }

    send(data: string | Blob | ArrayBuffer | ArrayBufferView): void {
      const record = this.#record;
      if (typeof data === 'string') return sendText(record, data);
      requireArguments(arguments.length, 1, 'RTCDataChannel.send');
      const bytes = bytesOfBufferSource(data);
      if (bytes !== undefined) return sendBytes(record, bytes);
      if (isObject(data) && isBlob(realm, data)) return sendBlob(record, data);
      sendText(record, toUSVString(data, 'data'));
    }
  }

  defineEventHandlers(Face, ['open', 'bufferedamountlow', 'error', 'closing', 'close', 'message'], isInstance);
  defineInterface('RTCDataChannel', Face);
  return { RTCDataChannel: Face, create: (record) => construction.create(Face, record), isInstance };
}
