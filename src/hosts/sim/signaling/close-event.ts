export interface CloseDetails {
  readonly code: number;
  readonly reason: string;
  readonly wasClean: boolean;
}

/** Node has no CloseEvent before version 23. */
class PortableCloseEvent extends Event {
  readonly code: number;
  readonly reason: string;
  readonly wasClean: boolean;

  constructor(type: string, { code, reason, wasClean }: CloseDetails) {
    super(type);
    this.code = code;
    this.reason = reason;
    this.wasClean = wasClean;
  }

  static {
    Object.defineProperty(PortableCloseEvent, 'name', { value: 'CloseEvent' });
  }
}

export function createCloseEvent(details: CloseDetails): CloseEvent {
  const { CloseEvent: Native } = globalThis as { CloseEvent?: typeof CloseEvent };
  return Native === undefined ? new PortableCloseEvent('close', details) : new Native('close', details);
}
