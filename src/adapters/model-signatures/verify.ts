import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { TribuneError } from '../../core/base/errors.js';
import { type ModelManifest, readBundle, readManifest } from './bundle.js';

/** Hash that goes with each curve, as the specification has it. */
const HASHES: Readonly<Record<string, string>> = { prime256v1: 'sha256', secp384r1: 'sha384', secp521r1: 'sha512' };
/** Files and folders that are walked through, of which few belong to the model. */
const MOST_WALKED = 100_000;

/** What came of a check. */
export interface SignatureCheck {
  /** Files whose bytes are those that were signed. */
  readonly verified: readonly { readonly name: string; readonly digest: string }[];
  /** What speaks against it, each with the file; empty: every file is as it was signed, and there is no other. */
  readonly mistakes: readonly string[];
}

/**
 * Checks a model against the signature of OpenSSF model signing that came with it: the signature by the key, and every file by its digest.
 *
 * @param path the folder of the model, or its one file
 * @param bundle content of the signature file
 * @param key public key in PEM, which came by another way than the model
 * @param own name of the signature file, which is no part of the model
 * @throws TribuneError MODEL_INVALID for a signature that is none, or is not by this key; USAGE for a key that is none
 */
export async function checkModelSignature(
  path: string,
  { bundle, key, own }: { readonly bundle: string; readonly key: string; readonly own: string },
): Promise<SignatureCheck> {
  const { signature, signed, payload } = readBundle(bundle);
  const publicKey = keyFrom(key);
  const hash = HASHES[publicKey.asymmetricKeyDetails?.namedCurve ?? ''];
  if (hash === undefined)
    throw new TribuneError(
      'USAGE',
      `the key is none of an elliptic curve that is known (${publicKey.asymmetricKeyType})`,
      {
        remedy: `Give a public key on ${Object.keys(HASHES).join(', ')}.`,
      },
    );
  if (!verify(hash, signed, publicKey, signature))
    throw new TribuneError('MODEL_INVALID', 'the signature is not by this key, or what was signed was changed', {
      remedy: 'Take the key from whoever signed the model, by another way than the model, and fetch the model anew.',
    });
  return checkFiles(path, readManifest(payload, sha256), own);
}

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();

function keyFrom(pem: string): KeyObject {
  try {
    if (pem.includes('PRIVATE KEY')) throw new Error('a private key');
    return createPublicKey(pem);
  } catch (cause) {
    throw new TribuneError('USAGE', 'the key is no public key in PEM', {
      remedy: 'Give the file that begins with -----BEGIN PUBLIC KEY-----.',
      cause,
    });
  }
}

const notThere =
  (path: string) =>
  (cause: unknown): never => {
    throw new TribuneError('DATA_NOT_FOUND', `${path} cannot be read`, {
      remedy: 'Name the folder of the model, or its one file.',
      cause,
    });
  };

async function checkFiles(path: string, { resources, ignored }: ModelManifest, own: string): Promise<SignatureCheck> {
  const isFolder = (await stat(path).catch(notThere(path))).isDirectory();
  const here = isFolder ? await filesIn(path, new Set([...ignored, own])) : { files: ['.'], links: [] };
  const [verified, mistakes] = [[] as { name: string; digest: string }[], here.links.map((one) => `${one} is a link`)];
  const found = new Set(here.files);
  for (const { name, digest } of resources) {
    if (!found.delete(name)) {
      mistakes.push(`${name} was signed and is not there`);
      continue;
    }
    const is = await digestOf(isFolder ? join(path, ...name.split('/')) : path);
    if (is === digest) verified.push({ name: name === '.' ? basename(path) : name, digest });
    else mistakes.push(`${name} was changed since it was signed`);
  }
  return { verified, mistakes: [...mistakes, ...[...found].map((one) => `${one} is there and was not signed`)] };
}

/** Files below a folder by their names with slashes, without what whoever signed left out, and links, which nobody follows. */
async function filesIn(folder: string, ignored: ReadonlySet<string>): Promise<{ files: string[]; links: string[] }> {
  const [files, links, open] = [[] as string[], [] as string[], [folder]];
  let walked = 0;
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const entry of await readdir(at, { withFileTypes: true })) {
      if (++walked > MOST_WALKED)
        throw new TribuneError('DATA_TOO_LARGE', `${folder} holds more than ${MOST_WALKED} files`, {
          remedy: 'Name the folder of the model alone.',
        });
      const name = relative(folder, join(at, entry.name)).split(sep).join('/');
      if (ignored.has(name)) continue;
      if (entry.isDirectory()) open.push(join(at, entry.name));
      else if (entry.isFile()) files.push(name);
      else links.push(name);
    }
  }
  return { files: files.sort(), links: links.sort() };
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
