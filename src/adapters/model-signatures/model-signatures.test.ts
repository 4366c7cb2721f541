import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { hasShared, sharedPath, sharedText } from '../../../test/support/shared.js';
import { checkModelSignature } from './index.js';

const folder = mkdtempSync(join(tmpdir(), 'signed-'));
afterAll(() => rmSync(folder, { recursive: true }));
let made = 0;

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const KEY = publicKey.export({ type: 'spki', format: 'pem' });
const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');
const TYPE = 'application/vnd.in-toto+json';

/** A model of two files and its signature, in which some things may be otherwise than they ought to be. */
function signedModel(more: { predicate?: object; statement?: object; names?: string[] } = {}) {
  const path = join(folder, String(made++));
  cpSync(import.meta.dirname, path, { recursive: true, filter: (name) => !name.endsWith('.ts') });
  const names = more.names ?? ['model.json', 'readme.txt'];
  for (const name of ['model.json', 'readme.txt']) writeFileSync(join(path, name), name);
  const resources = names.map((name) => ({ name, digest: sha256(name), algorithm: 'sha256' }));
  const root = sha256(Buffer.concat(resources.map(({ digest }) => Buffer.from(digest, 'hex'))));
  const payload = Buffer.from(
    JSON.stringify({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ name: 'model', digest: { sha256: root } }],
      predicateType: 'https://model_signing/signature/v1.0',
      predicate: {
        serialization: { method: 'files', hash_type: 'sha256', allow_symlinks: false, ignore_paths: [] },
        ...{ resources, ...more.predicate },
      },
      ...more.statement,
    }),
  );
  const signed = Buffer.concat([Buffer.from(`DSSEv1 ${TYPE.length} ${TYPE} ${payload.length} `), payload]);
  const bundle = JSON.stringify({
    mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
    verificationMaterial: { publicKey: { hint: 'x' } },
    dsseEnvelope: {
      ...{ payload: payload.toString('base64'), payloadType: TYPE },
      signatures: [{ sig: sign('sha256', signed, privateKey).toString('base64'), keyid: '' }],
    },
  });
  return { path, bundle };
}
const check = ({ path, bundle }: ReturnType<typeof signedModel>, key: string | Buffer = KEY) =>
  checkModelSignature(path, { bundle, key: String(key), own: 'model.sig' });

describe('a signed model', () => {
  it('is as it was signed, or each file that is not is named', async () => {
    const model = signedModel();
    writeFileSync(join(model.path, 'model.sig'), model.bundle);
    expect(await check(model)).toMatchObject({
      mistakes: [],
      verified: [{ name: 'model.json' }, { name: 'readme.txt' }],
    });
    writeFileSync(join(model.path, 'readme.txt'), 'other');
    writeFileSync(join(model.path, 'more.bin'), 'x');
    rmSync(join(model.path, 'model.json'));
    symlinkSync('/etc/passwd', join(model.path, 'model.json'));
    expect((await check(model)).mistakes).toEqual([
      'model.json is a link',
      'model.json was signed and is not there',
      'readme.txt was changed since it was signed',
      'more.bin is there and was not signed',
    ]);
  });

  it('is refused by another key, with another payload, and where names lead out of it', async () => {
    const model = signedModel();
    const other = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).publicKey.export({
      type: 'spki',
      format: 'pem',
    });
    await expect(check(model, other)).rejects.toThrow('not by this key');
    const changed = model.bundle.replace(/"payload":"../, '"payload":"AA');
    await expect(check({ ...model, bundle: changed })).rejects.toThrow('not by this key');
    for (const name of ['../x', '/etc/passwd', 'a/../../x', 'a\\b', './x'])
      await expect(check(signedModel({ names: [name] })), name).rejects.toThrow('which cannot be');
    await expect(check(signedModel({ names: ['model.json', 'model.json'] }))).rejects.toThrow('which cannot be');
    await expect(check(signedModel({ statement: { predicateType: 'other' } }))).rejects.toThrow('predicateType');
    const resources = [{ name: 'model.json', digest: sha256('x'), algorithm: 'sha256' }];
    await expect(check(signedModel({ predicate: { resources } }))).rejects.toThrow('the root of the manifest');
    await expect(check({ ...model, bundle: '{}' })).rejects.toThrow('none of OpenSSF model signing');
    await expect(check(model, 'no key')).rejects.toThrow('no public key');
    const ed = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' });
    await expect(check(model, ed)).rejects.toThrow('none of an elliptic curve');
  });
});

describe.skipIf(!hasShared)('models that the reference program signed', () => {
  const at = 'reference/schemas/model-signing';
  const key = () => sharedText(`${at}/signed-models/keys/signing-key-pub.pem`);
  const copy = (name: string) => {
    const path = join(folder, name);
    cpSync(sharedPath(`${at}/signed-models/${name}`), path, { recursive: true });
    return { path, bundle: readFileSync(join(path, 'model.sig'), 'utf8') };
  };

  it('are as they were signed: a folder, and a single file', async () => {
    expect(await check(copy('v1.1.0-elliptic-key'), key())).toMatchObject({
      ...{ mistakes: [], verified: [{ name: 'signme-1' }, { name: 'signme-2' }] },
    });
    const { path, bundle } = copy('v1.0.0-elliptic-key');
    expect(await check({ path: join(path, 'signme-1'), bundle }, key())).toMatchObject({
      ...{ mistakes: [], verified: [{ name: 'signme-1' }] },
    });
  });

  it('with a certificate are refused by the method, as are the vectors that must be', async () => {
    await expect(check(copy('v1.1.0-certificate'), key())).rejects.toThrow('signed by the method x509CertificateChain');
    const { path } = copy('v1.1.0-elliptic-key');
    for (const name of ['invalid/missing-envelope', 'invalid/missing-verification-material']) {
      const bundle = sharedText(`${at}/test-vectors/v1.0/${name}.bundle.json`);
      await expect(check({ path, bundle }, key()), name).rejects.toThrow('none of OpenSSF model signing');
    }
  });
});
