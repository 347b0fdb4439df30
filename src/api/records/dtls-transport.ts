import type { DtlsRole, DtlsState } from '../../dtls/types.ts';
import type { Connection } from './connection.ts';
import type { IceTransport } from './ice-transport.ts';

/** The slots of an RTCDtlsTransport. */
export class DtlsTransport {
  readonly connection: Connection;
  readonly ice: IceTransport;
  /** `TransportPlan.mid`. */
  readonly mid: string;
  face: EventTarget | undefined = undefined;
  state: DtlsState = 'new';
  role: DtlsRole | undefined = undefined;
  /** Names the association that was negotiated: what the peer announced of it. */
  association: string | undefined = undefined;
  remoteCertificates: readonly Uint8Array[] = [];
  /** Known to the wire; script sees them once the state is 'connected'. */
  announcedCertificates: readonly Uint8Array[] = [];
  /** The task that says 'failed' is queued. */
  isFailing = false;

  constructor(connection: Connection, ice: IceTransport, mid: string) {
    this.connection = connection;
    this.ice = ice;
    this.mid = mid;
  }
}
