/** Offer, answer and trickled candidates between two connections that can see each other: what a server would relay. */
export async function negotiate(offerer: RTCPeerConnection, answerer: RTCPeerConnection): Promise<void> {
  offerer.addEventListener('icecandidate', ({ candidate }) => void answerer.addIceCandidate(candidate));
  answerer.addEventListener('icecandidate', ({ candidate }) => void offerer.addIceCandidate(candidate));
  await offerer.setLocalDescription();
  await answerer.setRemoteDescription(offerer.localDescription!);
  await answerer.setLocalDescription();
  await offerer.setRemoteDescription(answerer.localDescription!);
}
