// Writes a signed and cosigned log of N public leaves into a folder, with its keys, some receipts and one opening. Build first (npm run build).
//   node bench/ledger/make-log.mjs DIR [--entries 1000000] [--batch 500] [--dist dist]
import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    entries: { type: 'string', default: '1000000' },
    batch: { type: 'string', default: '500' },
    dist: { type: 'string', default: resolve(import.meta.dirname, '../../dist') },
  },
});
const dir = resolve(positionals[0] ?? 'tmp/ledger');
const ledger = await import(join(flags.dist, 'core/ledger/index.js'));
const encoder = new TextEncoder();
const hasher = ledger.treeHasher(ledger.sha256);
const ORIGIN = 'ledger.example/bench';
const BENCH_UNIX_SECONDS = 1767225600;

/** A key that follows from a name: for benchmarks only. */
function signerOf(name, type) {
  const pkcs8 = Buffer.concat([
    Buffer.from('302e020100300506032b657004220420', 'hex'),
    ledger.sha256(encoder.encode(`bench ${name}`)),
  ]);
  const key = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
  const publicKey = new Uint8Array(createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(12));
  return {
    key: ledger.verifierKey(name, type, publicKey),
    sign: (message) => new Uint8Array(sign(null, message, key)),
  };
}

const write = (path, bytes) => {
  const file = join(dir, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, bytes);
};
const entryOf = (i) => encoder.encode(`{"type":"decision.made","n":${i}}`);
const saltOf = (i) => ledger.sha256(encoder.encode(`salt ${i}`));
const leafOf = (i) => ledger.publicLeaf(ledger.sha256, saltOf(i), entryOf(i));

const size = Number(flags.entries);
const batch = Number(flags.batch);
const writer = new ledger.TileWriter(hasher);
let busyMs = 0;
for (let from = 0; from < size; from += batch) {
  const leaves = Array.from({ length: Math.min(batch, size - from) }, (_, i) => leafOf(from + i));
  const start = performance.now();
  const files = writer.append(leaves);
  if (from + batch >= size) files.push(...writer.edge());
  busyMs += performance.now() - start;
  for (const { path, bytes } of files) write(path, bytes);
}

const logSigner = signerOf(ORIGIN, ledger.SIGNATURE_TYPES.ed25519);
const witness = signerOf('witness.example/bench', ledger.SIGNATURE_TYPES.cosignatureV1);
const text = ledger.printCheckpoint({ origin: ORIGIN, size, root: writer.root(), extensions: [] });
const note = await ledger.signNote(text, [logSigner]);
const checkpoint = ledger.printNote(
  ledger.addSignatures(note, [await ledger.cosign(text, witness, BENCH_UNIX_SECONDS)]),
);
write('checkpoint', checkpoint);
const vkey = ledger.printVerifierKey(logSigner.key);
const witnessKey = ledger.printVerifierKey(witness.key);
write('log.vkey', `${vkey}\n`);
write('witness.vkey', `${witnessKey}\n`);
write('policy', `log ${vkey}\nwitness w1 ${witnessKey}\nquorum w1\n`);

const { readFileSync, existsSync } = await import('node:fs');
const read = (path) => (existsSync(join(dir, path)) ? readFileSync(join(dir, path)) : null);
const reader = new ledger.TileReader(hasher, read, { size, root: writer.root() });
for (const index of new Set([0, 1, 255, 256, 65_535, 65_536, size - 1].filter((i) => i < size))) {
  const receipt = { extra: leafOf(index), index, proof: await reader.inclusionProof(index), checkpoint };
  write(`receipts/${index}.tlog-proof`, ledger.printReceipt(receipt));
}
write('receipts/0.opening.json', ledger.printOpening({ salt: saltOf(0), entry: entryOf(0), parts: new Map() }));
console.log(
  `${size} entries in ${dir}; tree and tiles took ${busyMs.toFixed(0)} ms: ${((size / busyMs) * 1000).toFixed(0)} entries/s in batches of ${batch}`,
);
console.log(vkey);
