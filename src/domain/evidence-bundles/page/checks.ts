/**
 * The program of the page that checks a bundle without a network, as text: it stands inside the page and is allowed by its digest. It
 * holds digests against the manifest, and for each receipt recomputes the root of the log and checks the signature of the checkpoint.
 * Formats: RFC 6962 section 2.1, C2SP tlog-proof, signed note (Ed25519). A test runs it against receipts of the log itself.
 */
export const CHECKS = `
const utf8 = (text) => new TextEncoder().encode(text);
const join = (...parts) => { const all = new Uint8Array(parts.reduce((sum, p) => sum + p.length, 0)); let at = 0; for (const p of parts) { all.set(p, at); at += p.length; } return all; };
const hash = async (bytes) => new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
const hex = (bytes) => Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');
const unbase64 = (text) => { if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) throw new Error('not base64'); return Uint8Array.from(atob(text), (c) => c.charCodeAt(0)); };
const same = (a, b) => a.length === b.length && a.every((x, i) => x === b[i]);

async function checkFile(bytes, wanted) {
  return hex(await hash(bytes)) === wanted;
}

async function rootOf(leaf, index, size, proof) {
  if (index >= size) throw new Error('the entry is beyond the end of the log');
  let [node, fn, sn] = [await hash(join(Uint8Array.of(0), leaf)), index, size - 1n];
  for (const sibling of proof) {
    if (sibling.length !== 32 || sn === 0n) throw new Error('the proof has a wrong length');
    if (fn & 1n || fn === sn) {
      node = await hash(join(Uint8Array.of(1), sibling, node));
      while (!(fn & 1n) && fn !== 0n) { fn >>= 1n; sn >>= 1n; }
    } else node = await hash(join(Uint8Array.of(1), node, sibling));
    fn >>= 1n; sn >>= 1n;
  }
  if (sn !== 0n) throw new Error('the proof is too short');
  return node;
}

async function keyOf(text) {
  const [, name, id, data] = /^([^+\\s]+)\\+([0-9a-f]{8})\\+(.+)$/.exec(text.trim()) || [];
  if (!name) throw new Error('this is no key of a log');
  const bytes = unbase64(data);
  if (bytes[0] !== 1 || bytes.length !== 33) throw new Error('the key is not Ed25519');
  const expected = hex(await hash(join(utf8(name + '\\n'), bytes))).slice(0, 8);
  if (expected !== id) throw new Error('the key does not have its own id');
  return { name, id, key: await crypto.subtle.importKey('raw', bytes.slice(1), { name: 'Ed25519' }, false, ['verify']) };
}

async function checkCheckpoint(note, keyText) {
  const cut = note.lastIndexOf('\\n\\n');
  const [text, lines] = [note.slice(0, cut + 1), note.slice(cut + 2).split('\\n').filter(Boolean)];
  const { name, id, key } = await keyOf(keyText);
  let signed = false;
  for (const line of lines) {
    const [, by, data] = /^\\u2014 (\\S+) (\\S+)$/.exec(line) || [];
    if (by !== name) continue;
    const bytes = unbase64(data);
    if (hex(bytes.slice(0, 4)) !== id) continue;
    if (!(await crypto.subtle.verify({ name: 'Ed25519' }, key, bytes.slice(4), utf8(text)))) throw new Error('the signature of the log is false');
    signed = true;
  }
  if (!signed) throw new Error('the log did not sign this checkpoint with this key');
  const [origin, size, root] = text.split('\\n');
  if (origin !== name || !/^(0|[1-9]\\d*)$/.test(size)) throw new Error('the checkpoint is of another log');
  return { size: BigInt(size), root: unbase64(root) };
}

function checkAsOf(head, asOf) {
  if (!asOf || head.size !== BigInt(asOf.size) || !same(head.root, unbase64(asOf.root))) throw new Error('the checkpoint is of another place of the log than this page says');
  return head.size + ' entries';
}

function pathsIn(names) {
  const manifests = names.filter((name) => name === 'manifest.json' || name.endsWith('/manifest.json'));
  const [first] = manifests.sort((a, b) => a.length - b.length);
  const folder = first === undefined ? (names[0] || '').replace(/[^/]*$/, '') : first.slice(0, -'manifest.json'.length);
  return (name) => (name.startsWith(folder) ? name.slice(folder.length) : null);
}

const isSameManifest = (text, { files, asOf }) => {
  const listed = (of) => JSON.stringify([of.files.map(({ path, sha256 }) => [path, sha256]), of.asOf && [of.asOf.log, of.asOf.size, of.asOf.root]]);
  try { return listed(JSON.parse(text)) === listed({ files, asOf }); } catch { return false; }
};

async function checkReceipt(receipt, keyText) {
  const blank = receipt.indexOf('\\n\\n');
  const lines = receipt.slice(0, blank).split('\\n');
  if (lines.shift() !== 'c2sp.org/tlog-proof@v1') throw new Error('this is no receipt');
  if (!lines[0] || !lines[0].startsWith('extra ')) throw new Error('the receipt has no leaf');
  const leaf = unbase64(lines.shift().slice(6));
  const [, index] = /^index (0|[1-9]\\d*)$/.exec(lines.shift() || '') || [];
  if (index === undefined) throw new Error('the receipt names no entry');
  const head = await checkCheckpoint(receipt.slice(blank + 2), keyText);
  const root = await rootOf(leaf, BigInt(index), head.size, lines.map(unbase64));
  if (!same(root, head.root)) throw new Error('the entry is not in the log under this checkpoint');
  return 'entry ' + index + ' of ' + head.size;
}
`;
