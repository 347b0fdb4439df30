/** The only source of randomness: cryptographic on a real host, seeded in a simulation. */
export interface Random {
  fill(bytes: Uint8Array): void;
}
