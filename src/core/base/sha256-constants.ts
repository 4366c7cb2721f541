const primes = (count: number): number[] => {
  const found: number[] = [];
  for (let n = 2; found.length < count; n++) if (found.every((p) => n % p !== 0)) found.push(n);
  return found;
};

/** floor(frac(p^(1/root)) * 2^32) by exact integer search, because a double cube root is not exact to 32 bits of fraction. */
function fractionBits(prime: number, root: 2n | 3n): number {
  const scaled = BigInt(prime) << (32n * root);
  let low = 0n;
  let high = 1n << 40n;
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle ** root <= scaled) low = middle;
    else high = middle;
  }
  return Number(low & 0xffffffffn) | 0;
}

/** Constants of FIPS 180-4: cube roots of the first 64 primes (section 4.2.2) and square roots of the first 8 (section 5.3.3). */
export const K = Int32Array.from(primes(64), (prime) => fractionBits(prime, 3n));
export const INITIAL = Int32Array.from(primes(8), (prime) => fractionBits(prime, 2n));
