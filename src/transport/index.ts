export { createTransport } from './host-transport.ts';
export type * from './types.ts';
