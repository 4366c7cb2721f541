import { encodeHex, utf8 } from '../../core/base/bytes.js';
import { TribuneError } from '../../core/base/errors.js';
import { sha256 } from '../../core/base/sha256.js';
import { verifierPage } from './page/index.js';
import { type BundledFile, readZip, writeZip } from './zip.js';

/** What a bundle says of itself: what it is about, as of which entry of which log, and the digest of each of its files. */
export interface BundleManifest {
  readonly schemaVersion: '1';
  readonly kind: 'evidence-bundle';
  readonly subject: string;
  /** The log and how far it went; null where no log stands behind the files. */
  readonly asOf: { readonly log: string; readonly size: number; readonly root: string } | null;
  /** Key of the log as the service told it. A check that does not rest on the service uses a key from elsewhere. */
  readonly key: string | null;
  readonly tool: { readonly name: 'tribune'; readonly version: string };
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly sha256: string }[];
}

/** What a bundle is made of. */
export interface BundleParts extends Omit<BundleManifest, 'schemaVersion' | 'kind' | 'files' | 'tool'> {
  readonly version: string;
  readonly files: readonly BundledFile[];
}

export const MANIFEST = 'manifest.json';
/** Where a bundle has the checkpoint as of which its records were read. */
export const CHECKPOINT = 'ledger/checkpoint';
export const VERIFIER = 'verify.html';

/**
 * Packs files as a ZIP with a manifest of their digests and a page that checks them without a network. The same parts give the same bytes.
 *
 * @throws TribuneError INVALID for a path that could be written outside of a folder, or that stands twice
 */
export function packBundle({ files, version, ...said }: BundleParts): Uint8Array {
  const manifest: BundleManifest = {
    ...{ schemaVersion: '1', kind: 'evidence-bundle', ...said, tool: { name: 'tribune', version } },
    files: files.map(({ path, bytes }) => ({ path, bytes: bytes.length, sha256: encodeHex(sha256(bytes)) })),
  };
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  return writeZip([
    { path: MANIFEST, bytes: utf8(text) },
    { path: VERIFIER, bytes: utf8(verifierPage(manifest)) },
    ...files,
  ]);
}

/** A bundle as it was read, with what is wrong with its files. */
export interface ReadBundle {
  readonly manifest: BundleManifest;
  readonly files: readonly BundledFile[];
  /** Files that are not those of the manifest, each with what is wrong; none where all are. */
  readonly mistakes: readonly string[];
}

/**
 * Reads a bundle, and holds every file against the manifest.
 *
 * @throws TribuneError INVALID for what is no bundle
 */
export function readBundle(zip: Uint8Array): ReadBundle {
  const all = readZip(zip);
  const manifest = manifestIn(all.find(({ path }) => path === MANIFEST));
  const files = all.filter(({ path }) => path !== MANIFEST && path !== VERIFIER);
  const listed = new Map(manifest.files.map((one) => [one.path, one]));
  const mistakes = [
    ...files.flatMap(({ path, bytes }) => {
      const one = listed.get(path);
      if (one === undefined) return [`${path} is not in the manifest`];
      return one.sha256 === encodeHex(sha256(bytes))
        ? []
        : [`${path} is not the file of the manifest: its digest is another`];
    }),
    ...[...listed.keys()].flatMap((path) => (files.some((one) => one.path === path) ? [] : [`${path} is missing`])),
  ];
  return { manifest, files, mistakes };
}

function manifestIn(file: BundledFile | undefined): BundleManifest {
  const none = (why: string): TribuneError =>
    new TribuneError('INVALID', `the bundle has no manifest: ${why}`, {
      remedy: 'Give a bundle as `tribune document evidence-bundle` wrote it.',
    });
  if (file === undefined) throw none(`there is no ${MANIFEST}`);
  let value: Partial<BundleManifest> | null;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(file.bytes)) as Partial<BundleManifest> | null;
  } catch {
    throw none(`${MANIFEST} is no JSON`);
  }
  if (!isManifest(value)) throw none(`${MANIFEST} has another form`);
  if (new Set(value.files.map(({ path }) => path)).size < value.files.length)
    throw none(`${MANIFEST} names a file twice`);
  return value;
}

const isText = (value: unknown): value is string => typeof value === 'string';

const isManifest = (value: Partial<BundleManifest> | null): value is BundleManifest =>
  value?.schemaVersion === '1' &&
  isText(value.subject) &&
  (value.key === null || isText(value.key)) &&
  (value.asOf === null ||
    (isText(value.asOf?.log) && isText(value.asOf.root) && Number.isSafeInteger(value.asOf.size))) &&
  Array.isArray(value.files) &&
  value.files.every((one) => isText(one?.path) && isText(one.sha256));
