import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { crc32 } from './crc32.js';

it('CRC-32 has its check value, and is that which gzip writes', () => {
  expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
  expect(crc32(new Uint8Array())).toBe(0);
  const bytes = Uint8Array.from({ length: 1000 }, (_, i) => (i * 7 + (i >> 3)) & 255);
  expect(crc32(bytes)).toBe(gzipSync(bytes).readUInt32LE(gzipSync(bytes).length - 8));
});
