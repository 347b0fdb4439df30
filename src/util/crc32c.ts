/** CRC-32C (Castagnoli), SCTP's checksum, RFC 9260 appendix A; slicing by eight. */
export function crc32c(bytes: Uint8Array, start = 0, end = bytes.length): number {
  let crc = 0xffff_ffff | 0;
  let i = start;
  for (const whole = end - 7; i < whole; i += 8) {
    crc ^= bytes[i] | (bytes[i + 1] << 8) | (bytes[i + 2] << 16) | (bytes[i + 3] << 24);
    crc =
      T7[crc & 0xff] ^
      T6[(crc >>> 8) & 0xff] ^
      T5[(crc >>> 16) & 0xff] ^
      T4[crc >>> 24] ^
      T3[bytes[i + 4]] ^
      T2[bytes[i + 5]] ^
      T1[bytes[i + 6]] ^
      T0[bytes[i + 7]];
  }
  for (; i < end; i++) crc = T0[(crc ^ bytes[i]) & 0xff] ^ (crc >>> 8);
  return ~crc >>> 0;
}

const T0 = new Int32Array(256).map((_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82f6_3b78 : value >>> 1;
  return value;
});
const T1 = sliceAfter(T0);
const T2 = sliceAfter(T1);
const T3 = sliceAfter(T2);
const T4 = sliceAfter(T3);
const T5 = sliceAfter(T4);
const T6 = sliceAfter(T5);
const T7 = sliceAfter(T6);

/** The table that advances one zero byte further. */
function sliceAfter(table: Int32Array): Int32Array {
  return table.map((value) => (value >>> 8) ^ T0[value & 0xff]);
}
