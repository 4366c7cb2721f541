// Makes examples/ledger: a small log with its keys, one receipt, its opening and a forged one. The same bytes each time.
// The people are invented; the keys follow from public text, so that nobody takes them for real ones. `--check` compares.
import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import process from 'node:process';
import {
  addSignatures,
  commitment,
  cosign,
  encodeBase64,
  printCheckpoint,
  printNote,
  printOpening,
  printReceipt,
  printVerifierKey,
  publicLeaf,
  SIGNATURE_TYPES,
  sha256,
  signNote,
  TileReader,
  TileWriter,
  treeHasher,
  verifierKey,
} from '../dist/core/ledger/index.js';

const root = resolve(import.meta.dirname, '..');
const folder = 'examples/ledger';
const ORIGIN = 'ledger.example/decisions';
/** More than one tile of 256, so that the example has a second level. */
const ENTRIES = 300;
/** Size at which the earlier checkpoint was signed. */
const EARLIER = 200;
/** The entry whose receipt and opening are given. */
const SHOWN = 41;
/** 2026-11-22T12:00:00Z, when the witness signed. */
const WITNESSED_AT = 1795348800;

const utf8 = (text) => new TextEncoder().encode(text);
const derived = (text) => sha256(utf8(`tribune example ${text}`));

/** DER headers around the raw 32 bytes of an Ed25519 key (RFC 8410). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const SPKI_BYTES = 12;

function signer(name, type) {
  const key = createPrivateKey({ key: Buffer.concat([PKCS8, derived(`key ${name}`)]), format: 'der', type: 'pkcs8' });
  const publicKey = new Uint8Array(createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(SPKI_BYTES));
  return { key: verifierKey(name, type, publicKey), sign: (message) => new Uint8Array(sign(null, message, key)) };
}

const logSigner = signer(ORIGIN, SIGNATURE_TYPES.ed25519);
const witness = signer('witness.example/w1', SIGNATURE_TYPES.cosignatureV1);

/** An invented decision about nobody, as bytes that a producer could have sent. */
function payloadOf(index, outcome = index % 3 === 0 ? 1 : 0) {
  const minute = String(index % 60).padStart(2, '0');
  return utf8(
    JSON.stringify({
      id: `0193f7c2-6a55-7d1e-9f10-${String(index).padStart(12, '0')}`,
      deployment: 'lending/example',
      subject: `example-${index}`,
      decidedAt: `2026-11-22T10:${minute}:00.000Z`,
      inputs: { income: 20_000 + 137 * index, debts: index % 7 },
      score: (index % 100) / 100,
      outcome,
      route: 'automatic',
    }),
  );
}

function entryOf(index) {
  const salt = derived(`payload salt ${index}`);
  const content = payloadOf(index);
  const committed = encodeBase64(commitment(sha256, salt, content));
  const entry = utf8(JSON.stringify({ type: 'decision.made', commitments: { payload: committed } }));
  return { salt: derived(`entry salt ${index}`), entry, parts: new Map([['payload', { salt, content }]]) };
}

const files = new Map();
const hasher = treeHasher(sha256);
const writer = new TileWriter(hasher);
const openings = Array.from({ length: ENTRIES }, (_, index) => entryOf(index));
const leaves = openings.map(({ salt, entry }) => publicLeaf(sha256, salt, entry));

async function signedHead() {
  const text = printCheckpoint({ origin: ORIGIN, size: writer.size, root: writer.root(), extensions: [] });
  const cosignature = await cosign(text, witness, WITNESSED_AT);
  return printNote(addSignatures(await signNote(text, [logSigner]), [cosignature]));
}

const store = (written) => {
  for (const { path, bytes } of written) files.set(`log/${path}`, bytes);
};
store(writer.append(leaves.slice(0, EARLIER)));
const earlier = await signedHead();
store(writer.append(leaves.slice(EARLIER)));
store(writer.edge());
const checkpoint = await signedHead();

const read = (path) => files.get(`log/${path}`) ?? null;
const reader = new TileReader(hasher, read, { size: writer.size, root: writer.root() });
const opening = openings[SHOWN];
const forged = new Map([['payload', { ...opening.parts.get('payload'), content: payloadOf(SHOWN, 1) }]]);
const logKey = printVerifierKey(logSigner.key);
const witnessKey = printVerifierKey(witness.key);

files.set('log/checkpoint', utf8(checkpoint));
files.set('earlier-checkpoint.txt', utf8(earlier));
files.set('log.vkey', utf8(`${logKey}\n`));
files.set(
  'trust.txt',
  utf8(`# Whom the example believes: one log, one witness.\nlog ${logKey}\nwitness w1 ${witnessKey}\nquorum w1\n`),
);
files.set(
  'receipt.txt',
  utf8(printReceipt({ extra: leaves[SHOWN], index: SHOWN, proof: await reader.inclusionProof(SHOWN), checkpoint })),
);
files.set('opening.json', utf8(printOpening(opening)));
files.set('forged-opening.json', utf8(printOpening({ ...opening, parts: forged })));

const stale = [];
for (const [name, bytes] of files) {
  const path = resolve(root, folder, name);
  if (existsSync(path) && readFileSync(path).equals(bytes)) continue;
  stale.push(name);
  if (process.argv.includes('--check')) continue;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
}
if (process.argv.includes('--check') && stale.length > 0) {
  console.error(`${folder} is not what the script makes: ${stale.join(', ')}`);
  process.exit(1);
}
console.log(stale.length > 0 ? `written: ${stale.join(', ')}` : `${folder} is current`);
