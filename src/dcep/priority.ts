/** RTCPriorityType and its number on the wire, RFC 8831 §6.4. */
export type ChannelPriority = 'very-low' | 'low' | 'medium' | 'high';

export const PRIORITY_VALUE: Readonly<Record<ChannelPriority, number>> = {
  'very-low': 128,
  low: 256,
  medium: 512,
  high: 1024,
};

/** Each name stands for the range that ends with its number; webrtc-priority §4. */
export function priorityOf(value: number): ChannelPriority {
  if (value <= PRIORITY_VALUE['very-low']) return 'very-low';
  if (value <= PRIORITY_VALUE.low) return 'low';
  if (value <= PRIORITY_VALUE.medium) return 'medium';
  return 'high';
}
