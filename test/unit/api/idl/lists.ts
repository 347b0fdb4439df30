/** What the interfaces are held against, and everything in which they differ from it, each with its reason. */

/** Specifications whose every definition is checked, by webref's short names. */
export const judgedSpecifications = [
  'webrtc',
  'webrtc-ice',
  'webrtc-identity',
  'webrtc-priority',
  'webrtc-stats',
  'webrtc-svc',
  'mediacapture-streams',
  'mst-content-hint',
  'screen-capture',
];

/** Other specifications that add to our interfaces, or have interfaces for WebRTC. */
export const leftOutSpecifications: Readonly<Record<string, string>> = {
  'audio-output': 'there is nothing to listen to here',
  'capture-handle-identity': 'a simulated display shows no page that could have a handle',
  'element-capture': 'there are no elements to capture',
  'image-capture': 'a fake camera takes no photographs',
  'mediacapture-automation': 'fake devices are driven through their own interface',
  'mediacapture-extensions': 'still drafts of which no browser has all: statistics of tracks, effects of cameras',
  'mediacapture-fromelement': 'elements are the environment’s: see shims/',
  'mediacapture-handle-actions': 'a simulated display shows no page that could act',
  'mediacapture-region': 'there are no elements to crop to',
  'mediacapture-surface-control': 'a simulated display cannot be scrolled',
  'mediacapture-transform': 'streams of frames need an engine for media',
  'mediacapture-viewport': 'there is no viewport to capture',
  'prefer-current-tab': 'there are no tabs',
  'webrtc-diagnostic-logging': 'a draft that no browser has',
  'webrtc-encoded-transform': 'encoded frames need an engine for media',
};

/** Interfaces, members (`Interface.member`) and dictionary members (`Dictionary.member`) that are deliberately not there. */
export const notExposed: Readonly<Record<string, string>> = {
  CaptureController: 'there is no window whose focus it could move',
  'DisplayMediaStreamOptions.controller': 'there is no window whose focus it could move',
  'MediaStreamConstraints.peerIdentity': 'nothing here isolates media',
  CameraDevicePermissionDescriptor: 'there is no navigator.permissions here; fake devices are allowed and denied',
  RTCIdentityProvider: 'no provider runs here: it would need a realm of its own',
  RTCIdentityProviderDetails: 'no provider runs here',
  RTCIdentityAssertionResult: 'no provider runs here',
  RTCIdentityValidationResult: 'no provider runs here',
};

/** Members that no judged specification has. */
export const additions: Readonly<Record<string, string>> = {
  'RTCRtpTransceiver.stopped': 'gone from the specification, and still in every browser',
};
