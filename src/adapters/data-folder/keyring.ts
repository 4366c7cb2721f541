import type { Keyring, Runtime } from '../../domain/log/ports/index.js';
import { storeError } from '../postgres/engine/index.js';
import { readKeyFile, replaceSecretFile } from './secret-file.js';

const KEY_BYTES = 32;
const encoder = new TextEncoder();
const AAD = encoder.encode('tribune.keyring/v1');
const FINGERPRINT = encoder.encode('tribune.keyring/v1 fingerprint');
/** Number of bytes of a digest that are stored: enough that none matches by chance. */
const DIGEST_BYTES = 16;
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const digest = (bytes: Uint8Array): string => hex(bytes.subarray(0, DIGEST_BYTES));
const REMEDY =
  'Restore the keyring from the copy kept apart from the database backups; without it sealed records stay closed.';

interface KeyringFile {
  readonly format: 'tribune.keyring/v1';
  /** Whether every key is sealed under the root key from the environment or a command. */
  readonly wrapped: boolean;
  readonly epochStartedAtMs: number;
  /** Keys in base64, by epoch. */
  readonly epochs: Readonly<Record<string, string>>;
  readonly index: string;
  /** Digest of the keys, so that a flipped bit is not taken for a key. Files of older versions have none. */
  readonly check?: string;
}

export interface KeyringOptions {
  readonly path: string;
  readonly runtime: Runtime;
  readonly rootKey?: Uint8Array;
  /** Whether a missing file may be made, which is allowed only with an empty database. */
  readonly mayCreate: boolean;
}

/**
 * Key-encryption keys in one file of mode 0600 outside the database, optionally sealed under a root key. A destroyed key is
 * overwritten in place before the new file takes over.
 */
export class FileKeyring implements Keyring {
  readonly #options: KeyringOptions;
  readonly #keys = new Map<number, Uint8Array>();
  #index: Uint8Array = new Uint8Array();
  #epochStartedAtMs = 0;

  private constructor(options: KeyringOptions) {
    this.#options = options;
  }

  /** Throws `KEY_MISSING` when the file is absent, unreadable, open to others or does not fit the root key. */
  static open(options: KeyringOptions): FileKeyring {
    const keyring = new FileKeyring(options);
    const text = readKeyFile(options.path);
    if (text !== null) {
      keyring.#load(text);
      return keyring;
    }
    if (!options.mayCreate) throw storeError('KEY_MISSING', `the keyring ${options.path} is missing`, REMEDY);
    keyring.#keys.set(1, options.runtime.randomBytes(KEY_BYTES));
    keyring.#index = options.runtime.randomBytes(KEY_BYTES);
    keyring.#epochStartedAtMs = options.runtime.nowMs();
    keyring.#save(keyring.#keys, keyring.#epochStartedAtMs);
    return keyring;
  }

  currentEpoch(): number {
    return Math.max(...this.#keys.keys());
  }

  epochStartedAtMs(): number {
    return this.#epochStartedAtMs;
  }

  key(epoch: number): Uint8Array {
    const key = this.#keys.get(epoch);
    if (key !== undefined) return key;
    throw storeError(
      'KEY_MISSING',
      `the key of epoch ${epoch} is not in the keyring: it was destroyed or never here`,
      REMEDY,
    );
  }

  epochs(): number[] {
    return [...this.#keys.keys()].toSorted((a, b) => a - b);
  }

  indexKey(): Uint8Array {
    return this.#index;
  }

  /**
   * Makes the key of the next epoch. It is used only once it is durable, because data sealed under a key that a full disk did not take
   * would be lost with the process.
   */
  async begin(epoch: number, nowMs: number): Promise<void> {
    if (this.#keys.has(epoch)) return;
    const key = this.#options.runtime.randomBytes(KEY_BYTES);
    this.#save(new Map([...this.#keys, [epoch, key]]), nowMs);
    this.#keys.set(epoch, key);
    this.#epochStartedAtMs = nowMs;
  }

  /** Destroys the key of an epoch. It is forgotten only after the file no longer has it; after a failure it can be destroyed again. */
  async destroy(epoch: number): Promise<void> {
    const key = this.#keys.get(epoch);
    if (key === undefined) return;
    this.#save(new Map([...this.#keys].filter(([other]) => other !== epoch)), this.#epochStartedAtMs);
    this.#keys.delete(epoch);
    key.fill(0);
  }

  #load(text: string): void {
    const file = parseKeyring(text, this.#options.path);
    const { rootKey } = this.#options;
    if (file.wrapped && rootKey === undefined) {
      throw storeError(
        'KEY_MISSING',
        'the keyring is sealed under a root key, and none was given',
        'Give the root key as before.',
      );
    }
    for (const [epoch, key] of Object.entries(file.epochs))
      this.#keys.set(Number(epoch), this.#unwrap(key, file.wrapped));
    this.#index = this.#unwrap(file.index, file.wrapped);
    this.#epochStartedAtMs = file.epochStartedAtMs;
    const isWhole = [...this.#keys.values(), this.#index].every((key) => key.length === KEY_BYTES);
    if (!isWhole || (file.check !== undefined && file.check !== this.#check(this.#keys))) {
      throw damaged(this.#options.path);
    }
    // A root key given for the first time seals keys that were in plain text; a file of an older version gets its check.
    if ((!file.wrapped && rootKey !== undefined) || file.check === undefined) {
      this.#save(this.#keys, this.#epochStartedAtMs);
    }
  }

  #unwrap(base64: string, wrapped: boolean): Uint8Array {
    const bytes = new Uint8Array(Buffer.from(base64, 'base64'));
    if (!wrapped) return bytes;
    try {
      return this.#options.runtime.open(this.#options.rootKey!, AAD, bytes).slice();
    } catch (cause) {
      throw storeError(
        'KEY_MISSING',
        'the root key does not open the keyring',
        'Give the root key that sealed it.',
        cause,
      );
    }
  }

  /** Identifies the keyring without revealing anything of it. A database stores it, to recognise its own keyring. */
  fingerprint(): string {
    return digest(this.#options.runtime.hmacSha256(this.#index, FINGERPRINT));
  }

  /** Digest of the keys under the index key, which is one of them: a digest of random keys reveals nothing. */
  #check(keys: ReadonlyMap<number, Uint8Array>): string {
    const parts = [...keys].toSorted(([a], [b]) => a - b).map(([epoch, key]) => `${epoch} ${hex(key)}`);
    return digest(this.#options.runtime.hmacSha256(this.#index, encoder.encode(parts.join('\n'))));
  }

  #wrap(key: Uint8Array): string {
    const { rootKey, runtime } = this.#options;
    return Buffer.from(rootKey === undefined ? key : runtime.seal(rootKey, AAD, key)).toString('base64');
  }

  #save(keys: ReadonlyMap<number, Uint8Array>, epochStartedAtMs: number): void {
    const file: KeyringFile = {
      format: 'tribune.keyring/v1',
      wrapped: this.#options.rootKey !== undefined,
      epochStartedAtMs,
      epochs: Object.fromEntries([...keys].map(([epoch, key]) => [String(epoch), this.#wrap(key)])),
      index: this.#wrap(this.#index),
      check: this.#check(keys),
    };
    replaceSecretFile(this.#options.path, `${JSON.stringify(file, null, 2)}\n`);
  }
}

const damaged = (path: string): Error => storeError('KEY_MISSING', `the keyring ${path} is damaged`, REMEDY);

function parseKeyring(text: string, path: string): KeyringFile {
  let file: KeyringFile;
  try {
    file = JSON.parse(text) as KeyringFile;
  } catch {
    // The text is secret, and so is the parser's message about it.
    throw damaged(path);
  }
  const epochs = Object.entries(file?.epochs ?? {});
  const isOurs =
    file?.format === 'tribune.keyring/v1' &&
    typeof file.wrapped === 'boolean' &&
    Number.isFinite(file.epochStartedAtMs) &&
    typeof file.index === 'string' &&
    epochs.length > 0 &&
    epochs.every(([epoch, key]) => /^[1-9]\d{0,9}$/.test(epoch) && typeof key === 'string');
  if (!isOurs) throw damaged(path);
  return file;
}
