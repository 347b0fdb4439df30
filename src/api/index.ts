export { bindingOf, hostOf, type Binding } from './binding.ts';
export {
  bindPeerConnection,
  createInterfaces,
  mediaFacesOf,
  type Interfaces,
  type MediaFaces,
} from './create-interfaces.ts';
export type { PeerConnection, PeerConnectionConstructor } from './interfaces/rtc-peer-connection.ts';
export type { Realm } from './realm.ts';
