import type { HandshakeMessage } from './handshake-message.ts';
import { ContentType } from './protocol.ts';
import type { DatagramPacker } from './datagram-packer.ts';
import type { Epoch } from './record-layer.ts';

type FlightItem =
  | { readonly type: 'change-cipher-spec' }
  | { readonly type: 'message'; readonly epoch: Epoch; readonly message: HandshakeMessage };

/** The messages we sent last, kept until the other side has answered, RFC 6347 §4.2.4. */
export class Flight {
  readonly #items: FlightItem[] = [];

  clear(): void {
    this.#items.length = 0;
  }

  add(message: HandshakeMessage, epoch: Epoch): void {
    this.#items.push({ type: 'message', epoch, message });
  }

  addChangeCipherSpec(): void {
    this.#items.push({ type: 'change-cipher-spec' });
  }

  /** Writes the whole flight, each time as new records. */
  write(packer: DatagramPacker): void {
    for (const item of this.#items) {
      if (item.type === 'message') packer.addMessage(item.message, item.epoch);
      else packer.addRecord(ContentType.changeCipherSpec, 0, CHANGE_CIPHER_SPEC);
    }
  }
}

/** RFC 5246 §7.1 */
const CHANGE_CIPHER_SPEC = Uint8Array.of(1);
