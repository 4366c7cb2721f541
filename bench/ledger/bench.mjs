// Hashing, verification of a whole log from a folder, receipts and proofs; prints ratios and times. Build first (npm run build), then
//   node bench/ledger/make-log.mjs DIR && node bench/ledger/bench.mjs DIR [--dist dist]
import * as nodeCrypto from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { dist: { type: 'string', default: resolve(import.meta.dirname, '../../dist') } },
});
const dir = resolve(positionals[0] ?? 'tmp/ledger');
const ledger = await import(join(flags.dist, 'core/ledger/index.js'));

const SPKI_HEADER = Buffer.from('302a300506032b6570032100', 'hex');
const crypto = {
  sha256: ledger.sha256,
  verifyEd25519: (publicKey, message, signature) =>
    nodeCrypto.verify(
      null,
      message,
      nodeCrypto.createPublicKey({ key: Buffer.concat([SPKI_HEADER, publicKey]), format: 'der', type: 'spki' }),
      signature,
    ),
};

function microseconds(run, times) {
  for (let i = 0; i < times / 10; i++) run();
  const start = performance.now();
  for (let i = 0; i < times; i++) run();
  return ((performance.now() - start) / times) * 1000;
}

for (const bytes of [34, 65, 600]) {
  const data = new Uint8Array(bytes).fill(7);
  const own = microseconds(() => ledger.sha256(data), 200_000);
  const openssl = microseconds(() => nodeCrypto.createHash('sha256').update(data).digest(), 200_000);
  const oneShot = nodeCrypto.hash ? microseconds(() => nodeCrypto.hash('sha256', data, 'buffer'), 200_000) : Number.NaN;
  console.log(
    `sha256 of ${bytes} bytes: own ${own.toFixed(2)} us, createHash ${openssl.toFixed(2)} us (${(openssl / own).toFixed(1)}x), hash() ${oneShot.toFixed(2)} us (${(oneShot / own).toFixed(1)}x)`,
  );
}

const policy = ledger.parseTrustPolicy(readFileSync(join(dir, 'policy')));
const read = async (path) => {
  try {
    return await readFile(join(dir, path));
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
    throw error;
  }
};

const start = performance.now();
const cpuBefore = process.cpuUsage();
const result = await ledger.verifyLog({ read, trust: policy, crypto });
const cpu = process.cpuUsage(cpuBefore);
console.log(ledger.printVerification(result));
console.log(
  `verifyLog: ${((performance.now() - start) / 1000).toFixed(2)} s, CPU ${((cpu.user + cpu.system) / 1e6).toFixed(2)} s, resident ${(process.memoryUsage.rss() / 2 ** 20).toFixed(0)} MB`,
);

const web = ledger.webLedgerCrypto(globalThis.crypto.subtle);
const receiptFile = join(dir, 'receipts/0.tlog-proof');
if (existsSync(receiptFile)) {
  const receipt = readFileSync(receiptFile);
  const opening = readFileSync(join(dir, 'receipts/0.opening.json'));
  for (const [name, used] of [
    ['node:crypto', crypto],
    ['WebCrypto', web],
  ]) {
    const times = [];
    for (let i = 0; i < 300; i++) {
      const at = performance.now();
      const { overall } = await ledger.verifyReceipt({ receipt, opening, trust: policy, crypto: used });
      if (overall !== 'verified') throw new Error(overall);
      times.push(performance.now() - at);
    }
    times.sort((a, b) => a - b);
    console.log(
      `verifyReceipt with ${name}: median ${times[150].toFixed(2)} ms, p99 ${times[297].toFixed(2)} ms, first included`,
    );
  }
}

const hasher = ledger.treeHasher(ledger.sha256);
const reader = new ledger.TileReader(hasher, read, result.checkpoint);
const proofs = 2000;
const at = performance.now();
for (let i = 0; i < proofs; i++) await reader.inclusionProof((i * 7919) % result.checkpoint.size);
console.log(
  `inclusion proofs at scattered indices from tiles on disk: ${((performance.now() - at) / proofs).toFixed(3)} ms each`,
);
